// The API can't be called over HTTP; the user and the expiry came with the token.
export default async function test({ credentials }) {
  const ends = Number(credentials.edam_expires);
  if (ends > 0 && ends < Date.now()) {
    throw new Error(`the token expired on ${new Date(ends).toISOString().slice(0, 10)}`);
  }
  if (!credentials.edam_userId) {
    throw new Error("Evernote returned no account");
  }
  return { account: `user ${credentials.edam_userId}` };
}
