module.exports = async function ({ externalApiClient, credentials, connectorParameters }) {
  console.log("testing with", Object.keys(credentials).sort().join(" "));
  const { status, data } = await externalApiClient.get("/test", { n: [1, 2] }, { returnFullResponse: true });
  const me = await externalApiClient.get("/me", {}, { baseUri: connectorParameters.baseUri });
  return status === 200 && data.path === "/echo/test" && { account: me.username };
};
