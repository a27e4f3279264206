// Sets the clock of a program an hour ahead (`node --require`).
const now = Date.now.bind(Date);
Date.now = () => now() + 3_600_000;
