package io.modelfactory.worker.app.command;

import io.modelfactory.worker.intake.Position;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code partition@offset}. */
final class PositionConverter implements ITypeConverter<Position> {
    @Override
    public Position convert(String text) {
        return Position.parse(text)
                .orElseThrow(() -> new TypeConversionException("must be partition and offset, such as 0@17"));
    }
}
