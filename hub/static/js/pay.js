/* Paying: Stripe's Payment Element, or its plain card element, in `funding/parts/pay_form.html`. Cards are asked for in
   the processor's own frame or script, and sent to it alone. */
"use strict";

/* What is said instead of the code that Stripe gives: https://docs.stripe.com/error-codes */
const PAY_SAME = {
  incomplete_number: "incomplete",
  incomplete_expiry: "incomplete",
  incomplete_cvc: "incomplete",
  invalid_number: "incorrect_number",
  invalid_cvc: "incorrect_cvc",
  invalid_expiry_month: "invalid_expiry",
  invalid_expiry_year: "invalid_expiry",
  invalid_expiry_month_past: "invalid_expiry",
  invalid_expiry_year_past: "invalid_expiry",
  authentication_required: "payment_intent_authentication_failure",
};

class PayForm {
  constructor(form) {
    this.form = form;
    this.button = form.querySelector("[data-pay-button]");
    this.place = form.querySelector("[data-pay-element]");
    this.waiting = form.querySelector("[data-pay-waiting]");
    this.label = this.button.textContent;
    form.querySelector("[data-pay-without]").hidden = true;
    this.waiting.hidden = false;
    this.words = form.querySelector("[data-pay-words]").content;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.pay();
    });
  }

  start() {
    if (!window.Stripe) return this.fail({ code: "unreachable" });
    const { key, account, language, secret, element } = this.form.dataset;
    this.stripe = Stripe(key, { locale: language, ...(account && { stripeAccount: account }) });
    if (element === "payment") {
      this.elements = this.stripe.elements({ clientSecret: secret, appearance: this.appearance() });
      this.element = this.elements.create("payment");
      this.element.on("ready", () => this.ready());
      this.element.on("loaderror", ({ error }) => this.fail({ ...error, code: error?.code ?? "unreachable" }));
    } else {
      this.element = this.stripe.elements().create("card", { hidePostalCode: true });
    }
    this.element.mount(this.place);
    // The plain element stands at once.
    if (element !== "payment") this.ready();
    return undefined;
  }

  ready() {
    this.waiting.hidden = true;
    this.button.hidden = false;
  }

  /* The page's own colours and letters, whichever theme it is in. */
  appearance() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(name).trim();
    return {
      variables: {
        colorPrimary: token("--signal"),
        colorText: token("--ink"),
        colorBackground: token("--paper"),
        colorDanger: token("--warn"),
        fontSizeBase: "16px",
      },
    };
  }

  async pay() {
    if (this.busy) return;
    this.work(true);
    const { secret, return: address } = this.form.dataset;
    let answer;
    try {
      answer = this.elements
        ? await this.stripe.confirmPayment({
            elements: this.elements,
            confirmParams: { return_url: new URL(address, location.href).href },
            redirect: "if_required",
          })
        : await this.stripe.confirmCardPayment(secret, { payment_method: { card: this.element } });
    } catch {
      answer = { error: { code: "unreachable" } };
    }
    // The page behind it reads what has become of the payment. So it does for one that was paid, or ended, elsewhere.
    if (!answer.error || answer.error.code === "payment_intent_unexpected_state") location.assign(address);
    else this.fail(answer.error);
  }

  work(busy) {
    this.busy = busy;
    this.button.disabled = busy;
    this.button.textContent = busy ? this.button.dataset.busy : this.label;
    if (busy) {
      this.button.setAttribute("aria-busy", "true");
      this.error.hidden = true;
      say(this.button.dataset.busy);
    } else {
      this.button.removeAttribute("aria-busy");
    }
  }

  get error() {
    return this.form.querySelector("[data-pay-error]");
  }

  /* In the page's language. A sentence of Stripe's own, which is in it too, only where we have none. */
  sentence({ code, decline_code: declined, type, message }) {
    const ours = (which) => this.words.querySelector(`[data-code="${CSS.escape(PAY_SAME[which] ?? which ?? "")}"]`);
    const known = ours(declined) ?? ours(code);
    if (known) return known.textContent;
    const theirs = ["card_error", "validation_error"].includes(type) && this.form.dataset.element === "payment";
    return theirs && message ? message : ours("unknown").textContent;
  }

  fail(error) {
    this.waiting.hidden = true;
    const title = document.createElement("p");
    title.className = "note-word";
    title.textContent = this.words.querySelector('[data-code="title"]').textContent;
    const text = document.createElement("p");
    text.textContent = this.sentence(error ?? {});
    this.error.replaceChildren(title, text);
    this.work(false);
    this.error.hidden = false;
    this.error.focus();
  }
}

document.querySelectorAll("[data-pay]").forEach((form) => {
  const paying = new PayForm(form);
  // The processor's script is asked for after this one, so that the page says at once that it is on its way.
  addEventListener("DOMContentLoaded", () => paying.start());
  // Coming back to the page, it may be tried again.
  addEventListener("pageshow", (event) => event.persisted && paying.work(false));
});
