package io.modelfactory.local;

/** A PostgreSQL server. */
public interface LocalDatabase extends LocalService {
    /** Creates the database unless it exists; its user may do everything in it. */
    EmbeddedDatabase.Access createDatabase(String name);
}
