-- Databricks notebook source
CREATE OR REFRESH MATERIALIZED VIEW daily_orders AS SELECT order_date, count(*) AS orders FROM main.sales.orders GROUP BY order_date
