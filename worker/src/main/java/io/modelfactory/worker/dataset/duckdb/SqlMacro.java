package io.modelfactory.worker.dataset.duckdb;

/**
 * Expressions that are applied to many columns, as macros of the database: a statement that calls them is parsed in a
 * fraction of the time that one takes which spells them out for each column.
 */
public enum SqlMacro {
    /**
     * A text without blanks at its ends, and without the fraction of a whole number. Most begin and end with a letter
     * or a digit but 0: they stay as they are.
     */
    TEXT_FORM("""
            CASE WHEN %1$s >= '!' AND %1$s[-1] > '0' THEN %1$s
            WHEN %1$s < '!' OR %1$s[-1] < '!' OR suffix(%1$s, '.0') OR suffix(%1$s, '00')
            THEN regexp_replace(%2$s, '^(-?[1-9]\\d*|0)\\.0+$', '\\1')
            ELSE %1$s END"""),
    /** The number that a text is as a float: null for blanks, infinite for any other text. */
    FLOAT_OF_TEXT(numberOfText("FLOAT")),
    /** The same as a double. */
    DOUBLE_OF_TEXT(numberOfText("DOUBLE"));

    /** Not the name of a column. */
    private static final String PARAMETER = "macro_argument";

    private final String expression;

    /** @param expression over {@code %1$s}, of which {@code %2$s} is the text without blanks at its ends */
    SqlMacro(String expression) {
        this.expression = expression;
    }

    /**
     * The database takes underscores and repeated signs in numbers; the grammar does not. It reads no other text with
     * +- than one that begins with it, as the negative number.
     */
    private static String numberOfText(String type) {
        String expression = """
                CASE WHEN contains(%1$s, '_') OR (TRY_CAST(%1$s AS {type}) <= 0 AND contains(%1$s, '+-'))
                THEN CAST('infinity' AS {type})
                ELSE coalesce(
                    TRY_CAST(%1$s AS {type}), CASE WHEN %2$s <> '' THEN CAST('infinity' AS {type}) END) END""";
        return expression.replace("{type}", type);
    }

    /** An expression over the result of the one before, for {@code %s}. */
    public String step() {
        return qualifiedName() + "(%s)";
    }

    /** Without ASCII blanks at the ends. */
    public static String trimmed(String text) {
        return "trim(" + text + ", E' \\t\\n\\x0b\\f\\r')";
    }

    /** In the catalog that a database in memory begins with, whichever is in use. */
    private String qualifiedName() {
        return "memory.main." + name();
    }

    /** The statement that makes it. */
    String definition() {
        return "CREATE MACRO " + qualifiedName() + "(" + PARAMETER + ") AS "
                + expression.formatted(PARAMETER, trimmed(PARAMETER));
    }
}
