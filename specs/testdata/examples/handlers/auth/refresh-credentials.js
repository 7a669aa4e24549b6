export default async ({ credentials }) => ({ ...credentials, grant: "second" });
