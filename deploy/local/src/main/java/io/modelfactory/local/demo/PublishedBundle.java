package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** A bundle in the registry's part of the store. */
record PublishedBundle(String id, String version, ObjectStoreReader store) {

    String folder() {
        return "registry/bundles/" + id + "/" + version;
    }

    /** Whether its model card, which its manifest does not list, lies beside it. */
    boolean hasModelCard() {
        return store.exists(folder() + "/model_card.html");
    }

    /** Whether every file that the bundle's manifest lists is there, byte for byte. */
    boolean isComplete() {
        JsonNode files = store.find(folder() + "/bundle_manifest.json")
                .map(manifest -> manifest.path("files"))
                .orElseThrow(() -> new DemoException("the bundle " + id + " has no manifest"));
        for (JsonNode file : files) {
            String key = folder() + "/" + file.path("name").asText();
            if (!store.exists(key)
                    || !store.sha256(key).equals(file.path("sha256").asText())) {
                return false;
            }
        }
        return !files.isEmpty();
    }
}
