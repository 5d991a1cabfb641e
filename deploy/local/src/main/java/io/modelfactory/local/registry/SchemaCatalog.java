package io.modelfactory.local.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The state of the registry: numbered schemas, subjects that list versions of them, and the compatibility each subject
 * demands. The same schema has the same id under every subject. Every change is on disk before the call returns.
 */
final class SchemaCatalog {
    private static final String LATEST = "latest";

    private final CatalogFile file;
    private CatalogState state;

    SchemaCatalog(Path path) {
        this.file = new CatalogFile(path);
        this.state = file.read();
    }

    /** One version of a subject. */
    record SchemaVersion(String subject, int version, int id, String schema) {}

    synchronized SchemaVersion register(String subject, String schemaText) {
        Schema schema = parse(schemaText);
        Optional<SchemaVersion> known = find(subject, schema);
        if (known.isPresent()) {
            return known.get();
        }
        effectiveLevel(subject).incompatibility(schema, schemas(subject)).ifPresent(detail -> {
            throw SchemaRegistryException.incompatibleSchema(detail);
        });
        change(state.withVersion(subject, schema.toString()));
        return find(subject, schema).orElseThrow();
    }

    synchronized SchemaVersion lookUp(String subject, String schemaText) {
        requireSubject(subject);
        return find(subject, parse(schemaText))
                .orElseThrow(() -> SchemaRegistryException.unknownSchema("under " + subject));
    }

    synchronized String schemaById(int id) {
        if (id < 1 || id > state.schemas().size()) {
            throw SchemaRegistryException.unknownSchema("id " + id);
        }
        return state.schema(id);
    }

    synchronized List<String> subjects() {
        return List.copyOf(state.subjects().keySet());
    }

    synchronized List<SchemaVersion> versions(String subject) {
        requireSubject(subject);
        List<Integer> ids = state.versions(subject);
        List<SchemaVersion> versions = new ArrayList<>();
        for (int index = 0; index < ids.size(); index++) {
            int id = ids.get(index);
            versions.add(new SchemaVersion(subject, index + 1, id, state.schema(id)));
        }
        return versions;
    }

    synchronized SchemaVersion version(String subject, String version) {
        List<SchemaVersion> versions = versions(subject);
        int number = version.equals(LATEST) ? versions.size() : versionNumber(version);
        if (number > versions.size()) {
            throw SchemaRegistryException.unknownVersion(version);
        }
        return versions.get(number - 1);
    }

    /** Whether the schema keeps the subject's promise to one of its versions; nothing is registered. */
    synchronized Optional<String> incompatibility(String subject, String version, String schemaText) {
        Schema earlier = parse(version(subject, version).schema());
        return effectiveLevel(subject).incompatibility(parse(schemaText), List.of(earlier));
    }

    synchronized CompatibilityLevel level() {
        return state.level();
    }

    synchronized Optional<CompatibilityLevel> level(String subject) {
        return Optional.ofNullable(state.subjectLevels().get(subject));
    }

    synchronized void changeLevel(CompatibilityLevel level) {
        change(state.withLevel(level));
    }

    synchronized void changeLevel(String subject, CompatibilityLevel level) {
        change(state.withLevel(subject, level));
    }

    private void change(CatalogState next) {
        file.write(next);
        state = next;
    }

    private CompatibilityLevel effectiveLevel(String subject) {
        return level(subject).orElse(state.level());
    }

    private Optional<SchemaVersion> find(String subject, Schema schema) {
        if (!state.subjects().containsKey(subject)) {
            return Optional.empty();
        }
        String text = schema.toString();
        return versions(subject).stream()
                .filter(version -> version.schema().equals(text))
                .findFirst();
    }

    private List<Schema> schemas(String subject) {
        return state.versions(subject).stream()
                .map(id -> parse(state.schema(id)))
                .toList();
    }

    private void requireSubject(String subject) {
        if (!state.subjects().containsKey(subject)) {
            throw SchemaRegistryException.unknownSubject(subject);
        }
    }

    private static int versionNumber(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw SchemaRegistryException.invalidVersion(version);
        }
        throw SchemaRegistryException.invalidVersion(version);
    }

    private static Schema parse(String schemaText) {
        try {
            return new Schema.Parser().parse(schemaText);
        } catch (AvroRuntimeException e) {
            throw SchemaRegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
