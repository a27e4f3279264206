import { draw, type SeedTable } from "./draw.ts";

const ROWS = 21_932;
const zips =
  "[10001, 10003, 10011, 10012, 10016, 10018, 10019, 10021, 10023, 10028, 10065, 10110, 10128, 10199, 11101, 11371, 11422]";
const zip = (salt: string) => `(${zips})[${draw("i", salt, 17)} + 1]`;

/** The sample data of every Databricks workspace. Short trips are common, and the fare depends on distance and time. */
export const trips: SeedTable = {
  name: '"@samples".nyctaxi.trips',
  comment: "Yellow taxi trips, one row each",
  columns: {
    tpep_pickup_datetime: "When the meter was started",
    tpep_dropoff_datetime: "When the meter was stopped",
    trip_distance: "Miles, by the meter",
    fare_amount: "US dollars, without tip and tolls",
    pickup_zip: "ZIP code where the trip began",
    dropoff_zip: "ZIP code where it ended",
  },
  query: `
    WITH drawn AS (
      SELECT i,
        TIMESTAMPTZ '2016-01-01 00:00:00+00' + to_seconds(${draw("i", "pickup", 60 * 86_400)}) AS pickup,
        round(0.4 + pow(${draw("i", "distance", 1000)} / 1000.0, 3) * 17.6, 2) AS distance,
        6 + ${draw("i", "traffic", 10)} AS minutes_per_mile,
        ${zip("from")} AS pickup_zip, ${zip("to")} AS dropoff_zip
      FROM range(${ROWS}) AS r(i))
    SELECT pickup AS tpep_pickup_datetime,
      pickup + to_seconds(CAST(60 * (2 + distance * minutes_per_mile * 0.6) AS INTEGER)) AS tpep_dropoff_datetime,
      CAST(distance AS DOUBLE) AS trip_distance,
      CAST(round((2.5 + distance * 2.5 + minutes_per_mile * 0.25) * 2) / 2 AS DOUBLE) AS fare_amount,
      CAST(pickup_zip AS INTEGER) AS pickup_zip, CAST(dropoff_zip AS INTEGER) AS dropoff_zip
    FROM drawn ORDER BY i`,
};
