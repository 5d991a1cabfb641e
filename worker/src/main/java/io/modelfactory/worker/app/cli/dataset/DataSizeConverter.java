package io.modelfactory.worker.app.cli.dataset;

import io.modelfactory.worker.config.DataSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads amounts of memory as profiles write them. */
final class DataSizeConverter implements ITypeConverter<DataSize> {
    @Override
    public DataSize convert(String text) {
        try {
            return new DataSize(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no amount of memory such as 512MB or 1GiB");
        }
    }
}
