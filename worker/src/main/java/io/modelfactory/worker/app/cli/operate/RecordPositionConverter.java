package io.modelfactory.worker.app.cli.operate;

import io.modelfactory.worker.intake.RecordPosition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code partition@offset}. */
final class RecordPositionConverter implements ITypeConverter<RecordPosition> {
    @Override
    public RecordPosition convert(String text) {
        return RecordPosition.parse(text)
                .orElseThrow(() -> new TypeConversionException("must be partition and offset, such as 0@17"));
    }
}
