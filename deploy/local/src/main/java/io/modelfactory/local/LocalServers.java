package io.modelfactory.local;

import java.util.ServiceLoader;

/**
 * Creates the broker and the database of a {@link LocalPlatform}: embedded servers, unless a provider on the class path
 * has others, as {@code deploy/containers} does for tests.
 */
public interface LocalServers {
    LocalBroker broker(DataDirectory data);

    /** A server that does not stop by itself when the JVM exits: its owner does, after those who still use it. */
    LocalDatabase database(DataDirectory data);

    /** The provider on the class path, or the embedded servers. */
    static LocalServers load() {
        return ServiceLoader.load(LocalServers.class).findFirst().orElseGet(EmbeddedServers::new);
    }
}
