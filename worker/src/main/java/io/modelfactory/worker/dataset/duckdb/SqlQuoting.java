package io.modelfactory.worker.dataset.duckdb;

import java.util.List;
import java.util.stream.Collectors;

/** Writes names and texts that came from outside into SQL, where statement parameters are not allowed. */
public final class SqlQuoting {

    private SqlQuoting() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A NUL would end the statement, so it is spelt as an expression. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''").replace("\0", "' || chr(0) || '") + '\'';
    }

    public static String literals(List<String> texts) {
        return texts.stream().map(SqlQuoting::literal).collect(Collectors.joining(", ", "[", "]"));
    }
}
