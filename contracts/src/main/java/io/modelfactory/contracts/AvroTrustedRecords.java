package io.modelfactory.contracts;

import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.jspecify.annotations.NullMarked;

/** Avro instantiates only classes that it is configured to trust; this names the generated records of this package. */
@NullMarked
public final class AvroTrustedRecords {
    private static final ClassSecurityPredicate GENERATED_RECORDS = type ->
            type.getPackage() == AvroTrustedRecords.class.getPackage() && SpecificRecord.class.isAssignableFrom(type);

    private AvroTrustedRecords() {}

    /**
     * Lets Avro read and write the generated records, in addition to what it trusts already. Call it before the first
     * record is read or written, with any serializer; repeating it changes nothing. Avro keeps this trust for the whole
     * JVM.
     */
    public static synchronized void register() {
        var trusted = ClassSecurityValidator.getGlobal();
        if (!trusted.isTrusted(MfJobRequest.class)) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(trusted, GENERATED_RECORDS));
        }
    }
}
