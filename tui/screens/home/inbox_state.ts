/** Which alarms the first pane of home shows: those that need a person, or those that are put aside. */
export interface InboxState {
  readonly isAside: boolean;
}

export type InboxEvent = { readonly type: "inbox_turned"; readonly isAside: boolean };

export const initialInbox: InboxState = { isAside: false };

export function reduceInbox(state: InboxState, event: InboxEvent): InboxState {
  return event.type === "inbox_turned" ? { isAside: event.isAside } : state;
}
