// The same program in Node. Usage: node.ts OPTIONS-AS-JSON

import { prepareStory, trainStory, type ProgramOptions } from "./program.ts";

const options = JSON.parse(process.argv[2]!) as ProgramOptions;
await trainStory(prepareStory(), { ...options, seconds: 0 });
console.log(JSON.stringify(await trainStory(prepareStory(), options)));
process.exit(0);
