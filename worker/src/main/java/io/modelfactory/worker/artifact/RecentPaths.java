package io.modelfactory.worker.artifact;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The paths that were added last, up to a bound: what is forgotten costs another look at the disk, nothing else. */
final class RecentPaths {
    private final Map<Path, Boolean> paths;

    RecentPaths(int bound) {
        this.paths = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
                return size() > bound;
            }
        };
    }

    synchronized boolean contains(Path path) {
        return paths.containsKey(path);
    }

    synchronized void add(Path path) {
        paths.put(path, true);
    }
}
