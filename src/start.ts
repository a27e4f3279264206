#!/usr/bin/env node
import { load } from "./start/load.ts";

load("server.cjs");
