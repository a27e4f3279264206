// Words that ask for nothing. A text of several words is prose to the language check, which refuses some of these, so
// those are a list of words.

/** Grammar, and words of every request. Neither a search of names nor one of phrases reads them. */
export const GRAMMAR = [
  "a an the of to in into for on off and or my me i by with from at as how do does did is are was were be been it its",
  "that this these those there what which who where when our ours we us you your they them their he she his her",
  "can could should would have has had please so than then if not no any some about",
  "databricks api want need just also s t d ll re ve am only really one ones",
].join(" ");

/** Grammar in a phrase. A search of names reads them, because some are parts of names: `runNow`. */
export const GRAMMAR_OF_PHRASES = "id all now whose will shall may might must im";

const PEOPLE = [
  ...["anybody", "anyone", "everybody", "everyone", "nobody", "somebody", "someone"],
  ...[
    "people",
    "person",
    "folks",
    "guys",
    "team",
    "boss",
    "department",
    "finance",
    "marketing",
    "sales",
    "hr",
    "analyst",
    "engineer",
  ],
];

/** Words that name neither an action nor an object. In a phrase they can make the difference: `an employee left`. */
export const VAGUE = [
  ...PEOPLE,
  "lakehouse rest call operation operations use using used give each every available via per",
  "having got being done still already yet because while although unless until between whether",
  "him mine myself himself herself themselves themself another whom",
  "anything everything nothing something somewhere else",
  "today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday weekday weekend week month year hour minute daily weekly monthly hourly",
  "morning evening night nightly midnight noon pm recent recently past ago soon again ever never always sometimes often",
  "many much more most less least few lot several both enough too very quite rather actually basically",
  "quickly slowly safely easily automatically manually properly correctly directly simply",
  "warm cold hot fresh healthy asleep awake alive dead stuck broken hanging ready down up big large huge small tiny long short fast",
  "inside within across over under during before after without against instead like",
  "whole entire complete empty second third last next previous earlier later latest old same different other others single multiple various certain main real common simple easy hard important good bad best better worse worst wrong free unused spare",
  "early late ran came come comes left kept made nice pretty little great way ways sort kinds kind away",
  "etl elt training streaming batch production prod dev test demo personal wide",
  "info typo overnight right sooner faster instantly newly gone",
  "own owned belong belonging happen happened happening went go goes going keep keeps mean means",
].join(" ");

/** Products of others, and things outside of the platform. A query that names one which no operation knows asks for something else. */
export const ELSEWHERE = [
  "kubernetes k8s helm docker podman nginx apache tomcat jenkins circleci argo airflow dagster prefect luigi oozie hadoop hdfs yarn",
  "namenode zookeeper flink storm hive2 presto trino athena emr ec2 lambda rds dynamodb sagemaker fargate cloudwatch cloudfront route53",
  "redshift snowflake bigquery synapse teradata netezza vertica greenplum clickhouse druid pinot duckdb sqlite mongodb mongo cassandra",
  "couchbase neo4j redis memcached elasticsearch opensearch solr kibana logstash grafana prometheus splunk datadog newrelic nagios",
  "kafka openai gitlab rabbitmq activemq pulsar celery tableau qlik looker powerbi superset metabase microstrategy cognos jira confluence trello asana",
  "notion zendesk servicenow salesforce hubspot marketo stripe paypal shopify sap netsuite workday quickbooks zoom webex skype discord",
  "gmail outlook exchange sharepoint dropbox wordpress drupal netflix spotify youtube facebook twitter instagram tiktok linkedin",
  "midjourney copilot terraform ansible puppet chef vagrant vmware openshift linux windows macos ubuntu android iphone laptop",
  "postfix sendmail smtp ftp ldap dns vpn ssh bastion mfa pullrequest ownserver otherproduct helpdesk",
  "devops github atlas elastic fivetran airbyte dbt vertex oracle mysql rebase",
  "sms password print printer paper phone image screen desk firewall certificate ssl wifi server virtual lifecycle versioning",
].join(" ");

/** Things of daily life. Data can be about them. */
export const DAILY = "fax coffee pizza lunch hotel flight car weather passport wallpaper football bitcoin";
