import { formScreen } from "../../forms/form_screen.ts";
import { jobForm } from "./form.ts";

export const jobFormScreen = formScreen("job_form", jobForm);
