/* The way to the sign-in and back to this page, for a refusal that asks for it. */
"use strict";
const showDoor = (code) => {
  by("door").firstElementChild.href = "/sign-in?then=" + encodeURIComponent(location.pathname + location.search);
  by("door").hidden = code !== "not_signed_in";
};
