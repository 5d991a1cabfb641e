package io.modelfactory.local.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the catalog knows at one moment, in the shape of its file.
 *
 * @param schemas schema texts; the id of each is its place in the list, counted from 1
 * @param subjects the ids of each subject's versions, oldest first
 * @param level what every subject demands that has no entry of its own in {@code subjectLevels}
 */
record CatalogState(
        List<String> schemas,
        Map<String, List<Integer>> subjects,
        CompatibilityLevel level,
        Map<String, CompatibilityLevel> subjectLevels) {

    CatalogState {
        schemas = List.copyOf(schemas);
        subjects = new TreeMap<>(subjects);
        subjectLevels = new TreeMap<>(subjectLevels);
    }

    static CatalogState empty() {
        return new CatalogState(List.of(), Map.of(), CompatibilityLevel.BACKWARD_TRANSITIVE, Map.of());
    }

    String schema(int id) {
        return schemas.get(id - 1);
    }

    List<Integer> versions(String subject) {
        return subjects.getOrDefault(subject, List.of());
    }

    /** The schema as the subject's newest version, under the id it has already or under the next one. */
    CatalogState withVersion(String subject, String schema) {
        List<String> allSchemas = new ArrayList<>(schemas);
        if (!allSchemas.contains(schema)) {
            allSchemas.add(schema);
        }
        List<Integer> versions = new ArrayList<>(versions(subject));
        versions.add(allSchemas.indexOf(schema) + 1);
        Map<String, List<Integer>> allSubjects = new TreeMap<>(subjects);
        allSubjects.put(subject, versions);
        return new CatalogState(allSchemas, allSubjects, level, subjectLevels);
    }

    CatalogState withLevel(CompatibilityLevel newLevel) {
        return new CatalogState(schemas, subjects, newLevel, subjectLevels);
    }

    CatalogState withLevel(String subject, CompatibilityLevel newLevel) {
        Map<String, CompatibilityLevel> allLevels = new TreeMap<>(subjectLevels);
        allLevels.put(subject, newLevel);
        return new CatalogState(schemas, subjects, level, allLevels);
    }
}
