"""`spark.catalog`: names of catalogs, schemas, tables and columns."""

from collections import namedtuple

from pyspark.errors import AnalysisException
from pyspark.sql.values import quoted

CatalogMetadata = namedtuple("CatalogMetadata", "name description")
Database = namedtuple("Database", "name catalog description locationUri")
Table = namedtuple("Table", "name catalog namespace description tableType isTemporary")
TableColumn = namedtuple("Column", "name description dataType nullable isPartition isBucket isCluster")


class Catalog:
    def __init__(self, session):
        self._session = session

    def _one(self, text):
        return self._session._run(text)[0][0][0]

    def currentCatalog(self):
        return self._one("SELECT current_catalog()")

    def currentDatabase(self):
        return self._one("SELECT current_schema()")

    def setCurrentCatalog(self, catalogName):
        self._session._run(f"USE CATALOG {catalogName}")

    def setCurrentDatabase(self, dbName):
        self._session._run(f"USE SCHEMA {dbName}")

    def listCatalogs(self, pattern=None):
        return [CatalogMetadata(row[0], None) for row in self._session._run(f"SHOW CATALOGS{_like(pattern)}")[0]]

    def listDatabases(self, pattern=None):
        here = self.currentCatalog()
        return [Database(row[0], here, None, "") for row in self._session._run(f"SHOW SCHEMAS{_like(pattern)}")[0]]

    def listTables(self, dbName=None, pattern=None):
        rows, schema = self._session._run(f"SHOW TABLES{f' IN {dbName}' if dbName else ''}{_like(pattern)}")
        catalog = (dbName or "").split(".")[0] if "." in (dbName or "") else self.currentCatalog()
        names = schema.names
        return [
            Table(row["tableName"], None, [], None, "TEMPORARY", True)
            if row["isTemporary"]
            else Table(row["tableName"], catalog, [row[names[0]]], None, "MANAGED", False)
            for row in rows
        ]

    def listColumns(self, tableName, dbName=None):
        full = f"{dbName}.{tableName}" if dbName else tableName
        rows = self._session._run(f"DESCRIBE TABLE {full}")[0]
        return [TableColumn(row[0], row[2], row[1], True, False, False, False) for row in rows if row[0] and row[0][0] != "#"]

    def tableExists(self, tableName, dbName=None):
        try:
            self._session._schema_of(f"SELECT * FROM {f'{dbName}.{tableName}' if dbName else tableName}")
            return True
        except AnalysisException as error:
            if error.getCondition() in ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "NO_SUCH_CATALOG_EXCEPTION"):
                return False
            raise

    def databaseExists(self, dbName):
        return any(item.name.lower() == dbName.split(".")[-1].lower() for item in self.listDatabases())

    def dropTempView(self, viewName):
        import _bridge

        return bool(_bridge.request("view", name=viewName, query=None)["dropped"])

    def dropGlobalTempView(self, viewName):
        return self.dropTempView(f"global_temp.{viewName}")

    def cacheTable(self, *_):
        """Nothing is cached in this workspace."""

    uncacheTable = refreshTable = refreshByPath = recoverPartitions = cacheTable

    def clearCache(self):
        """Nothing is cached in this workspace."""

    def isCached(self, tableName):
        return False


def _like(pattern):
    return f" LIKE {quoted(pattern)}" if pattern else ""
