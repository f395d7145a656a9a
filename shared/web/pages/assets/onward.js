// GOV.UK Frontend's own behaviour (menu on small screens, error summary, password field, drop zone). Pages work without it.
import { initAll } from "./govuk-frontend.min.js";

initAll();

// The drop zone's button writes its two texts without a space between them: what is seen would not be in its name.
for (const status of document.querySelectorAll(".govuk-file-upload-button__status")) {
  status.after(" ");
}
