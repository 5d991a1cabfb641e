package io.modelfactory.worker.artifact;

import java.util.LinkedHashMap;
import java.util.Map;

/** The elements that were added last, up to a bound: what is forgotten costs another look, nothing else. */
public final class RecentSet<T> {
    private final Map<T, Boolean> elements;

    public RecentSet(int bound) {
        this.elements = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > bound;
            }
        };
    }

    public synchronized boolean contains(T element) {
        return elements.containsKey(element);
    }

    public synchronized void add(T element) {
        elements.put(element, true);
    }
}
