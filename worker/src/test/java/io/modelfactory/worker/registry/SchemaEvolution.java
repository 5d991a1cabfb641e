package io.modelfactory.worker.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Later versions of a record's schema. */
public final class SchemaEvolution {
    private final Schema earlier;

    private SchemaEvolution(Schema earlier) {
        this.earlier = earlier;
    }

    public static SchemaEvolution of(Schema earlier) {
        return new SchemaEvolution(earlier);
    }

    /** With a text that may be left out. */
    public Schema withOptionalField(String field) {
        Schema text = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
        return with(new Schema.Field(field, text, "Added later", Schema.Field.NULL_DEFAULT_VALUE));
    }

    /** With a text that records of earlier versions do not have, and that has no default. */
    public Schema withRequiredField(String field) {
        return with(new Schema.Field(field, Schema.create(Schema.Type.STRING), "Demanded later"));
    }

    private Schema with(Schema.Field added) {
        List<Schema.Field> fields = new ArrayList<>();
        earlier.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(added);
        return Schema.createRecord(earlier.getName(), earlier.getDoc(), earlier.getNamespace(), false, fields);
    }
}
