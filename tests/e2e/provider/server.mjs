// A certified OpenID provider that speaks like the national portal: its field names, userinfo by POST, LoA1.
// Called with its port and the portal's callback; PEOPLE is JSON: login -> claims. It has its own login page.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [port, callback, home] = process.argv.slice(2);
const people = JSON.parse(process.env.PEOPLE);
const fields = ["TechID", "LoaiTaiKhoan", "HoVaTen", "SoDinhDanh", "SoCMND", "MaSoThue", "MaSoDoanhNghiep",
  "TenDoanhNghiep", "loAs"];
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "motcua",
    client_secret: "test-secret-of-the-portal",
    redirect_uris: [callback],
    post_logout_redirect_uris: [home],
    token_endpoint_auth_method: "client_secret_post",
  }],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" }] },
  acrValues: ["LoA1"],
  claims: { openid: ["sub", ...fields], acr: null },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, login) => ({ accountId: login, claims: () => ({ sub: login, ...people[login] }) }),
});

// The national portal answers userinfo to POST only.
provider.use(async (ctx, next) => {
  if (ctx.path === "/me" && ctx.method !== "POST") ctx.throw(405);
  await next();
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
