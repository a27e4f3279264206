import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

/** The library in the build: the texts of its files by name, as packed JSON. */
export const LIBRARY_FILE = "python-library.json.br";

/** Python packages that every process has, by the path of the file: `pyspark/sql/session.py`. */
function libraryFiles(): Readonly<Record<string, string>> {
  // One packed file next to the bundle if built, otherwise the sources.
  const packed = new URL(`./${LIBRARY_FILE}`, import.meta.url);
  return existsSync(packed) ? JSON.parse(brotliDecompressSync(readFileSync(packed)).toString()) : sourceFiles();
}

/** The source files of the library, from the repository. */
export function sourceFiles(): Readonly<Record<string, string>> {
  const folder = fileURLToPath(new URL("./lib/", import.meta.url));
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  return Object.fromEntries(
    names.sort().map((name) => [name.replaceAll("\\", "/"), readFileSync(`${folder}${name}`, "utf8")]),
  );
}

/** Python: makes the library importable. Nothing happens in an interpreter that has it from its snapshot. */
export const library = `
import sys

if "_bridge" not in sys.modules:
    import importlib.abc, importlib.util, json

    class Library(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
        """Imports the packages that come with the workspace."""

        def __init__(self, files):
            self.files = files

        def file_of(self, fullname):
            path = fullname.replace(".", "/")
            for file in (f"{path}/__init__.py", f"{path}.py"):
                if file in self.files:
                    return file
            return None

        def find_spec(self, fullname, path=None, target=None):
            file = self.file_of(fullname)
            if file is None:
                return None
            origin = f"/databricks/python/{file}"
            package = file.endswith("/__init__.py")
            return importlib.util.spec_from_loader(fullname, self, origin=origin, is_package=package)

        def get_source(self, fullname):
            return self.files[self.file_of(fullname)]

        def is_package(self, fullname):
            return self.file_of(fullname).endswith("/__init__.py")

        def exec_module(self, module):
            file = self.file_of(module.__name__)
            exec(compile(self.files[file], f"/databricks/python/{file}", "exec"), module.__dict__)

    sys.meta_path.append(Library(json.loads(${JSON.stringify(JSON.stringify(libraryFiles()))})))
    import _bridge, _dbutils, _files, _mounts, databricks.sdk.runtime, delta.tables, mlflow, pyspark.dbutils
    import pyspark.sql.calls, pyspark.sql.functions
`;
