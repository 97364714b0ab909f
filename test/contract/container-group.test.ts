import { configurations } from "../components/configurations";
import { captureLog } from "../support/quiet";
import { requestBody } from "./support/bodies";
import { microsoftsProblems } from "./support/microsoft";

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

describe.each(Object.entries(configurations))("the request for configuration %s", (_, args) => {
  test("comes through Microsoft's own serializers as it is", async () => {
    expect(await microsoftsProblems(await requestBody(args))).toEqual([]);
  });
});
