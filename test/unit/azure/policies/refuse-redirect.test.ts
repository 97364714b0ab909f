import { refuseRedirectPolicy } from "../../../../src/azure/policies/refuse-redirect";
import { send } from "./send";

const url = "https://management.azure.com/x";

test.each([301, 302, 303, 307, 308])("%d is an error, and followed nowhere", async (status) => {
  const respond = jest.fn(() => ({ status }));
  await expect(send(refuseRedirectPolicy(), url, respond)).rejects.toThrow("unexpected redirect");
  expect(respond).toHaveBeenCalledTimes(1);
});

test.each([200, 201, 202, 204, 404, 500])("%d passes", async (status) => {
  const { response } = await send(refuseRedirectPolicy(), url, () => ({ status }));
  expect(response.status).toBe(status);
});
