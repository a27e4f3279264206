import { createDisk, type DiskInfo } from "../files/disk.ts";
import type { VolumeFiles } from "../sql/spark/files/volume-files.ts";
import type { World } from "../world.ts";
import { catalogState } from "./state.ts";

const ROOT = "/Volumes";

/** The files of volumes, as SQL reads them. */
export function volumeDisk(world: World): VolumeFiles {
  const disk = createDisk(world, "volumes");
  const seen = (info: DiskInfo) => ({ ...info, path: `${ROOT}${info.path}` });
  const place = (path: string): string | undefined => {
    const [, root, catalog, schema, volume] = path.split("/");
    if (`/${root}` !== ROOT || !catalog || !schema || !volume) return undefined;
    return catalogState(world).volumes.has(`${catalog}.${schema}.${volume}`) ? path.slice(ROOT.length) : undefined;
  };
  return {
    find(path) {
      const at = place(path);
      if (at === undefined || at.split("/").some((part) => part === ".." || part === ".")) return undefined;
      const found = disk.find(at);
      if (found !== undefined) return seen(found);
      // A volume without files exists.
      const isVolume = at.split("/").length === 4;
      return isVolume ? { path, isDirectory: true, size: 0, modified: world.now() } : undefined;
    },
    list(path) {
      const at = place(path);
      return at === undefined || disk.find(at) === undefined ? [] : disk.list(at).map(seen);
    },
    read(path) {
      const at = place(path);
      return at === undefined ? new Uint8Array() : disk.read(at);
    },
  };
}
