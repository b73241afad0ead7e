/* What localstripe's Stripe.js (above, in the same file) leaves out: to pay with what was typed, labels, a dialogue that
   can be heard. By the names and answers of https://docs.stripe.com/js. Development only. */

const WORDS = {
  en: {
    number: "Card number",
    exp_month: "Month",
    exp_year: "Year",
    cvc: "Security code",
    bank: "This stands for your bank, which asks whether it is you who pays.",
    yes: "It is me",
    no: "It is not",
  },
  nl: {
    number: "Kaartnummer",
    exp_month: "Maand",
    exp_year: "Jaar",
    cvc: "Beveiligingscode",
    bank: "Dit staat voor je bank, die vraagt of jij het bent die betaalt.",
    yes: "Ik ben het",
    no: "Ik ben het niet",
  },
};
const HINTS = { number: "1234 1234 1234 1234", exp_month: "MM", exp_year: "JJ", cvc: "123" };
let words = WORDS.en;

/* The card's fields as the site's own: each with a label, in the order of the card. */
Element.prototype.mount = function (place) {
  const inside = typeof place === "string" ? document.querySelector(place) : place;
  const all = document.createElement("div");
  const row = document.createElement("div");
  all.className = "fields";
  row.className = "fields-row";
  this._inputs = {};
  for (const [name, hint] of Object.entries(HINTS)) {
    const field = document.createElement("div");
    const label = document.createElement("label");
    const input = document.createElement("input");
    field.className = "field";
    input.id = `card-${name}`;
    input.type = "text";
    input.inputMode = "numeric";
    input.autocomplete = "off";
    input.placeholder = name === "exp_year" && words === WORDS.en ? "YY" : hint;
    label.htmlFor = input.id;
    label.textContent = words[name];
    field.append(label, input);
    (name.startsWith("exp") ? row : all).append(field);
    if (name === "number") all.append(row);
    this._inputs[name] = input;
  }
  this._domChildren = [all];
  inside.append(all);
};

/* What was typed, as the API wants it; or the first thing that is missing. */
Element.prototype.typed = function () {
  const value = (name) => this._inputs[name].value.replace(/\s/g, "");
  for (const name of ["number", "exp_month", "exp_year", "cvc"]) {
    if (!value(name)) {
      const code = { number: "incomplete_number", cvc: "incomplete_cvc" }[name] ?? "incomplete_expiry";
      return { error: { type: "validation_error", code, message: "Your card's details are incomplete." } };
    }
  }
  const card = { number: value("number"), exp_month: value("exp_month"), cvc: value("cvc") };
  return { card: { ...card, exp_year: value("exp_year").length === 2 ? `20${value("exp_year")}` : value("exp_year") } };
};

/* Instead of localstripe's: announced, closed by Escape, the focus held within and given back. */
function openModal(_text, confirmText, cancelText) {
  const before = document.activeElement;
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  const said = document.createElement("p");
  const actions = document.createElement("p");
  actions.className = "actions";
  heading.id = "three-d-secure";
  heading.textContent = "3-D Secure";
  said.textContent = words.bank;
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, said, actions);
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.remove();
      before?.focus();
      resolve(answer);
    };
    for (const [text, answer, look] of [[confirmText, true, "btn"], [cancelText, false, "btn quiet"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = look;
      button.textContent = text;
      button.addEventListener("click", () => end(answer));
      actions.append(button);
    }
    dialog.addEventListener("cancel", () => end(false));
    dialog.showModal();
  });
}

const localstripe = Stripe;

Stripe = (key, options = {}) => {
  words = WORDS[options.locale] ?? WORDS.en;
  const account = options.stripeAccount ? { _stripe_account: options.stripeAccount } : {};

  async function ask(secret, doing, body) {
    const intent = secret.split("_secret_")[0];
    const answer = await fetch(`${LOCALSTRIPE_BASE_API}/v1/payment_intents/${intent}/${doing}`, {
      method: "POST",
      body: JSON.stringify({ key, client_secret: secret, ...account, ...body }),
    });
    const said = await answer.json();
    return said.error ? { error: said.error } : { paymentIntent: said };
  }

  async function confirmCardPayment(secret, data) {
    const typed = data.payment_method.card.typed();
    if (typed.error) return typed;
    const method = { type: "card", card: typed.card };
    const answer = await ask(secret, "confirm", { payment_method_data: method });
    if (answer.paymentIntent?.status !== "requires_action") return answer;
    const agreed = await openModal("", words.yes, words.no);
    const after = await ask(secret, `_authenticate?success=${agreed}`, {});
    const failed = after.paymentIntent?.last_payment_error;
    return failed && after.paymentIntent.status !== "succeeded" ? { error: failed } : after;
  }

  return { ...localstripe(key), confirmCardPayment };
};
