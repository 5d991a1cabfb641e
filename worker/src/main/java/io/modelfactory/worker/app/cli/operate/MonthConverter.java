package io.modelfactory.worker.app.cli.operate;

import java.time.DateTimeException;
import java.time.YearMonth;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a month such as {@code 2026-01}. */
final class MonthConverter implements ITypeConverter<YearMonth> {
    @Override
    public YearMonth convert(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException malformed) {
            throw new TypeConversionException("must be a year and a month, such as 2026-01");
        }
    }
}
