// The build without Redis code comes without types.
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
