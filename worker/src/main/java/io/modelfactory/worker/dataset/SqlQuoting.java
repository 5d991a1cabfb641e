package io.modelfactory.worker.dataset;

import java.util.List;
import java.util.stream.Collectors;

/** Writes names and texts that came from outside into SQL, where statement parameters are not allowed. */
final class SqlQuoting {

    private SqlQuoting() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A NUL would end the statement, so it is spelt as an expression. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''").replace("\0", "' || chr(0) || '") + '\'';
    }

    static String literals(List<String> texts) {
        return texts.stream().map(SqlQuoting::literal).collect(Collectors.joining(", ", "[", "]"));
    }
}
