exports.test = async function (context) {
  const me = await context.apiClient.get("/me");
  return { account: me.username };
};
