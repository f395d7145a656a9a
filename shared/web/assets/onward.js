// GOV.UK Frontend's own behaviour (menu on small screens, error summary, password field). Pages work without it.
import { initAll } from "./govuk-frontend.min.js";

initAll();
