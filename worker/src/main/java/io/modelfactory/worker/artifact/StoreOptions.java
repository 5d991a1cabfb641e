package io.modelfactory.worker.artifact;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options of all providers. Secrets are no options: providers take them from their own libraries' chains.
 *
 * @param sections by id of the provider, then by key; what is absent was not given
 */
public record StoreOptions(@JsonAnyGetter Map<String, Map<String, String>> sections) {

    public StoreOptions {
        Map<String, Map<String, String>> copy = new TreeMap<>();
        sections.forEach(
                (provider, options) -> copy.put(provider, Collections.unmodifiableMap(new TreeMap<>(options))));
        sections = Collections.unmodifiableMap(copy);
    }

    public static StoreOptions none() {
        return new StoreOptions(Map.of());
    }

    /** The value of a provider's option, if it was given. */
    public Optional<String> find(ArtifactStoreProvider provider, StoreOption option) {
        return Optional.ofNullable(
                sections.getOrDefault(provider.id(), Map.of()).get(option.key()));
    }
}
