// The build without Redis code ships no types of its own.
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
