exports.default = ({ apiClient }) => apiClient.get("/me").then(({ username }) => ({ account: username }));
