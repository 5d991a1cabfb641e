package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.util.Set;

/** What a column is used for, hence which Parquet types it may have and how it is read. In CSV every column is text. */
enum ColumnUse {
    TEXT("text, an integer, a boolean or an enum") {
        @Override
        boolean accepts(String type) {
            return TEXT_TYPES.contains(type) || INTEGER_TYPES.contains(type);
        }

        @Override
        String readExpression(String column, Format format) {
            return "nullif(CAST(" + column + " AS VARCHAR), '')";
        }
    },

    CATEGORY("text, an integer, a boolean or an enum") {
        @Override
        boolean accepts(String type) {
            return TEXT.accepts(type);
        }

        @Override
        String readExpression(String column, Format format) {
            return "CAST(" + column + " AS VARCHAR)";
        }
    },

    /** Read as microseconds since 1970 in UTC; null if it is missing or no time. */
    TIME("a timestamp or a date") {
        @Override
        boolean accepts(String type) {
            return type.equals("DATE") || type.startsWith("TIMESTAMP");
        }

        @Override
        String readExpression(String column, Format format) {
            // A text cast to TIMESTAMP would lose its offset. Times that are infinite have no microseconds.
            return format == Format.CSV
                    ? "TRY(epoch_us(TRY_CAST(" + column + " AS TIMESTAMPTZ)))"
                    : "TRY(epoch_us(" + column + "))";
        }
    },

    /** Read as a float; infinite if it is there but no number that a float can hold, null if it is missing. */
    NUMBER("a number or a boolean") {
        @Override
        boolean accepts(String type) {
            return NUMBER_TYPES.contains(type) || INTEGER_TYPES.contains(type) || type.equals("BOOLEAN");
        }

        @Override
        String readExpression(String column, Format format) {
            return """
                    coalesce(TRY_CAST(%1$s AS FLOAT), CASE WHEN %1$s IS NOT NULL THEN CAST('infinity' AS FLOAT) END)
                    """.formatted(column).strip();
        }
    };

    private static final Set<String> TEXT_TYPES = Set.of("VARCHAR", "ENUM", "BOOLEAN", "UUID");
    private static final Set<String> NUMBER_TYPES = Set.of("FLOAT", "DOUBLE", "DECIMAL");
    private static final Set<String> INTEGER_TYPES = Set.of(
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

    private final String acceptedTypes;

    ColumnUse(String acceptedTypes) {
        this.acceptedTypes = acceptedTypes;
    }

    /** The types that will do, in words. */
    String acceptedTypes() {
        return acceptedTypes;
    }

    /** @param type a DuckDB type's name without its parameters */
    abstract boolean accepts(String type);

    /** An expression that reads a column, whose name is quoted already. */
    abstract String readExpression(String column, Format format);

    /** As {@link #accepts}, for a type as DuckDB describes it, such as {@code DECIMAL(18,3)}. */
    boolean acceptsTypeDescription(String described) {
        boolean nested = described.endsWith("]");
        return !nested && accepts(described.replaceFirst("\\(.*", ""));
    }
}
