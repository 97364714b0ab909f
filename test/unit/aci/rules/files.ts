import * as pulumi from "@pulumi/pulumi";

import type { Row } from "../../support/row";

/** Local files: the entry script, its folder and the model. */
export const files: Row[] = [
  [
    { entryScript: pulumi.output("score.py") },
    "entryScript: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give the path of a local Python file, at most 4096 characters",
  ],
  [
    { entryScript: 7 },
    "entryScript: 7 is not allowed: must be the path of a local Python file, at most 4096 characters",
  ],
  [
    { entryScript: "" },
    'entryScript: "" is not allowed: must be the path of a local Python file, at most 4096 characters',
  ],
  [
    { sourceDirectory: pulumi.output("service"), entryScript: "score.py" },
    "sourceDirectory: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give the path of a local folder, at most 4096 characters",
  ],
  [
    { sourceDirectory: ["service"], entryScript: "score.py" },
    "sourceDirectory: a list of 1 is not allowed: must be the path of a local folder, at most 4096 characters",
  ],
  [
    { sourceDirectory: "service" },
    "sourceDirectory: has no meaning without entryScript: must be left out; or name the script",
  ],
  [
    { modelDirectory: pulumi.output("model") },
    "modelDirectory: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give the path of a local folder, at most 4096 characters",
  ],
  [
    { modelDirectory: "m".repeat(4097) },
    'modelDirectory: "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"… (4097 characters) is not allowed: must be the path of a local folder, at most 4096 characters',
  ],
  [{ entryScript: "score.txt" }, 'entryScript: "score.txt" is not allowed: must be a Python file that ends in .py'],
  [
    { entryScript: "missing.py" },
    'entryScript: "missing.py" cannot be read (ENOENT): must be the path of a file; relative paths start at "<here>"',
  ],
  [
    { entryScript: "folder.py" },
    'entryScript: "folder.py" is a folder: must be the path of a file; give a folder as sourceDirectory',
  ],
  [{ entryScript: "pipe.py" }, 'entryScript: "pipe.py" is a pipe or a device: must be a file; leave it out'],
  [
    { entryScript: "service.py", sourceDirectory: "service" },
    'entryScript: "service.py" is not in sourceDirectory: must be the path of one of its files, from there (helper.py, score.py)',
  ],
  [
    { entryScript: "service/score.py", sourceDirectory: "service" },
    'entryScript: "service/score.py" is not in sourceDirectory: must be the path of one of its files, from there (helper.py, score.py)',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "missing" },
    'sourceDirectory: "missing" cannot be read (ENOENT): must be the path of a folder; relative paths start at "<here>"',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "score.py" },
    'sourceDirectory: "score.py" cannot be read (ENOTDIR): must be the path of a folder; relative paths start at "<here>"',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "empty" },
    'sourceDirectory: "empty" has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "countless" },
    'sourceDirectory: "countless" has more than 2000 files and folders: must have at most 2000; leave out what the service does not need, or put it into the image',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "circle" },
    'sourceDirectory: "circle/again" is a link to a folder: must be a folder or a file; replace the link with its target',
  ],
  [
    { modelDirectory: "model-flat" },
    'modelDirectory: "model-flat/__init__.py" is empty: must hold something, because without entryScript the files are mounted as they are, and a secret volume has no empty files; leave it out',
    'modelDirectory: the file name "a b.txt" is not allowed without entryScript: must be 1 to 200 letters, digits, _, . and -; rename the file',
    'modelDirectory: "model-flat/folder" is a folder: must be a file, because without entryScript the files are mounted as they are, and a secret volume has no sub-folders; put the model on a modelShare or into the image',
  ],
  [
    { entryScript: "score.py", sourceDirectory: "many" },
    'entryScript: "score.py" is not in sourceDirectory: must be the path of one of its files, from there (module_00.py, module_01.py, module_02.py, module_03.py, module_04.py, module_05.py, module_06.py, module_07.py, module_08.py, module_09.py, and 2 more)',
  ],
  [
    { entryScript: "large.py" },
    "entryScript: 700000 bytes of source and model files become an archive of 701 kB, which is not allowed: must be at most 700 kB, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { entryScript: "score.py", sourceDirectory: "large" },
    "sourceDirectory: 700017 bytes of source and model files become an archive of 701 kB, which is not allowed: must be at most 700 kB, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { entryScript: "score.py", modelDirectory: "large" },
    "modelDirectory: 700033 bytes of source and model files become an archive of 701 kB, which is not allowed: must be at most 700 kB, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { modelDirectory: "large" },
    "modelDirectory: 700017 bytes of model files are not allowed without entryScript: must be at most 700000, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { entryScript: "score.py", modelDirectory: "huge" },
    "modelDirectory: 10000017 bytes of source and model files are not allowed: must be at most 10000000, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { modelDirectory: "huge" },
    "modelDirectory: 10000001 bytes of source and model files are not allowed: must be at most 10000000, because they travel in the request that creates the group; put the model on a modelShare or into the image",
  ],
  [
    { modelDirectory: "missing" },
    'modelDirectory: "missing" cannot be read (ENOENT): must be the path of a folder; relative paths start at "<here>"',
  ],
  [
    { modelDirectory: "broken-link" },
    'modelDirectory: "broken-link/weights.bin" cannot be read (ENOENT): must be the path of a file or a folder; relative paths start at "<here>"',
  ],
];
