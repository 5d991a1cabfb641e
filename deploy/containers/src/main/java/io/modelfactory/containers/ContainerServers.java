package io.modelfactory.containers;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalBroker;
import io.modelfactory.local.LocalDatabase;
import io.modelfactory.local.LocalServers;

/** Found by {@link LocalServers#load}; what the servers store lies in their containers, not in the data folder. */
public final class ContainerServers implements LocalServers {
    @Override
    public LocalBroker broker(DataDirectory data) {
        return new ContainerBroker();
    }

    @Override
    public LocalDatabase database(DataDirectory data) {
        return new ContainerDatabase();
    }
}
