// Passkeys: the ceremony runs here, its result travels in an ordinary form. Without scripts the password still works.

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

/** Make a new key on this device. `alone`: it may sign in without a password, so the device must know its owner. */
async function create({ publicKey }, alone) {
  const selection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: selection,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  });
  return {
    ...described(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

/** Prove that this device holds the key. */
async function prove({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    ...described(found),
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
}

const described = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: credential.getClientExtensionResults(),
});

const optionsIn = (form) => JSON.parse(document.getElementById(form.dataset.options).textContent);

async function optionsFrom(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return await answer.json();
}

const ceremonies = {
  "sign-in": async (form) => prove((await optionsFrom(form.action)).request_options),
  confirm: async (form) => prove(optionsIn(form).request_options),
  add: async (form) => create(optionsIn(form).creation_options, form.elements.passwordless?.checked ?? true),
};

/** What went wrong and what to do, for the few cases that a person can do something about. */
function reasonOf(problem) {
  if (!window.PublicKeyCredential) return "This browser knows no passkeys. Use another way to sign in.";
  if (/^[\d.]+$|:/.test(location.hostname)) {
    return `Passkeys need a name in the address, not a number. On this computer open ${location.protocol}//localhost:${location.port} instead.`;
  }
  if (problem?.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (problem?.name === "NotAllowedError") return "It was cancelled, or it took too long. Try again, or use another way.";
  return "Try again, or use another way.";
}

function showTrouble(problem) {
  const box = document.getElementById("passkey-trouble");
  document.getElementById("passkey-reason").textContent = reasonOf(problem);
  box.hidden = false;
  box.focus();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const credential = await ceremonies[form.dataset.passkey](form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (problem) {
      showTrouble(problem);
      button.disabled = false;
    }
  });
}
