package io.modelfactory.worker.dataset.duckdb;

import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBDriver;

/** The version of the engine that reads data, as its jar is named; the engine itself is not loaded for it. */
public final class DuckDbVersion {
    private static final Pattern JAR = Pattern.compile("duckdb_jdbc-(.+)\\.jar$");

    private DuckDbVersion() {}

    public static String read() {
        CodeSource source = DuckDBDriver.class.getProtectionDomain().getCodeSource();
        Matcher jar = JAR.matcher(source == null ? "" : String.valueOf(source.getLocation()));
        return jar.find() ? jar.group(1) : "unknown";
    }
}
