package io.modelfactory.worker.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last inspection of each dataset, by the reference of its manifest; of few datasets, and in memory only. */
public final class DatasetInspections {
    private static final int KEPT = 20;

    private final Map<String, DatasetInspection> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DatasetInspection> eldest) {
            return size() > KEPT;
        }
    };

    public synchronized void keep(String manifestRef, DatasetInspection inspection) {
        kept.remove(manifestRef);
        kept.put(manifestRef, inspection);
    }

    public synchronized Optional<DatasetInspection> find(String manifestRef) {
        return Optional.ofNullable(kept.get(manifestRef));
    }
}
