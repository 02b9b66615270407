import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isWithin,
  parseIp,
  parseIpRange,
  specialUse,
} from "../../../../scheduler/job_classes/http/ip_address.ts";

function useOf(text: string): string | undefined {
  const ip = parseIp(text);
  assert.ok(ip !== undefined, `${text} is an address`);
  return specialUse(ip);
}

Deno.test("specialUse() knows what is not of the public internet", () => {
  const uses: Record<string, string> = {
    "0.0.0.0": "unspecified",
    "10.1.2.3": "private",
    "100.64.0.1": "shared (carrier NAT)",
    "127.255.255.254": "loopback",
    "168.63.129.16": "cloud metadata",
    "169.254.169.254": "cloud metadata",
    "169.254.1.1": "link-local",
    "172.31.255.255": "private",
    "192.168.0.1": "private",
    "224.0.0.1": "multicast",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::7f00:1": "reserved",
    "fd00:ec2::254": "private",
    "fe80::1%eth0": "link-local",
    "fec0::1": "reserved",
    "ff02::1": "multicast",
    "2001:db8::1": "reserved",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:a9fe:a9fe": "cloud metadata",
    "64:ff9b::10.0.0.1": "private",
    "2002:7f00:1::": "loopback",
  };

  for (const [address, use] of Object.entries(uses)) assert.equal(useOf(address), use, address);
});

Deno.test("specialUse() has nothing against public addresses", () => {
  const publicOnes = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
  ];

  for (const address of publicOnes) assert.equal(useOf(address), undefined, address);
});

Deno.test("parseIp() refuses what is no address in plain spelling", () => {
  const wrong = ["", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", ":", ":::", "1::2::3"];
  const wrongToo = [
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "g::",
    "1.2.3.4::",
    "localhost",
  ];

  for (const text of [...wrong, ...wrongToo]) assert.equal(parseIp(text), undefined, text);
});

Deno.test("parseIp() reads what URL writes", () => {
  fc.assert(fc.property(fc.ipV6(), (text) => {
    const shown = new URL(`http://[${text}]`).hostname.slice(1, -1);

    assert.deepEqual(parseIp(shown), parseIp(text));
    assert.notEqual(parseIp(text), undefined);
  }));
});

Deno.test("isWithin() is true of the addresses that share the range's bits", () => {
  const range = parseIpRange("10.20.0.0/14");
  const inside = parseIp("10.23.255.255");
  const outside = parseIp("10.24.0.0");
  assert.ok(range && inside && outside);

  assert.equal(isWithin(inside, range), true);
  assert.equal(isWithin(outside, range), false);
  assert.equal(parseIpRange("10.0.0.0/33"), undefined);
  assert.equal(parseIpRange("10.0.0.0/8/8"), undefined);
  assert.equal(parseIpRange("10.0.0.0/"), undefined);
});
