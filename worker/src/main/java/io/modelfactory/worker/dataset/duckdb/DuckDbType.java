package io.modelfactory.worker.dataset.duckdb;

import java.util.Set;

/** Kinds of column types, by how their values are read. */
public enum DuckDbType {
    TEXT,
    BINARY,
    INTEGER,
    BOOLEAN,
    FLOATING,
    DECIMAL,
    TIME,
    OTHER;

    private static final Set<String> INTEGERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT");

    /** @param described a type as DuckDB describes it */
    public static boolean isFloat(String described) {
        return described.equals("FLOAT");
    }

    /** @param described a type as DuckDB describes it, such as {@code DECIMAL(18,3)} */
    public static DuckDbType of(String described) {
        if (described.endsWith("]")) {
            return OTHER;
        }
        String name = described.replaceFirst("\\(.*", "");
        if (INTEGERS.contains(name)) {
            return INTEGER;
        }
        return switch (name) {
            case "VARCHAR", "ENUM", "UUID" -> TEXT;
            case "BLOB" -> BINARY;
            case "BOOLEAN" -> BOOLEAN;
            case "FLOAT", "DOUBLE" -> FLOATING;
            case "DECIMAL" -> DECIMAL;
            default -> name.equals("DATE") || name.startsWith("TIMESTAMP") ? TIME : OTHER;
        };
    }
}
