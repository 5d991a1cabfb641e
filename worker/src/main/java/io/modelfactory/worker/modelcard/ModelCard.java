package io.modelfactory.worker.modelcard;

import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.modelcard.page.CardPage;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.HtmlWriter;
import io.modelfactory.worker.modelcard.page.MarkdownWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model card: the headings of M. Mitchell et al., Model Cards for Model Reporting (FAT* 2019), filled with what the
 * documents of a run say. What they do not say is not on the card.
 */
public final class ModelCard {
    /**
     * Names the layout within the card. Bundles keep the card they were published with, and verification compares it
     * with the one that is derived: a change that alters a byte of a card for the same documents needs another name
     * here.
     */
    public static final String LAYOUT = "mf.model_card.v3";

    private static final Pattern LAYOUT_NAME = Pattern.compile("mf\\.model_card\\.v[0-9]+");

    private final CardDocuments documents;

    ModelCard(CardDocuments documents) {
        this.documents = documents;
    }

    /** The card of the same run if it has published nothing. */
    public ModelCard unpublished() {
        return new ModelCard(documents.unpublished());
    }

    /** The bundle that the card is about. */
    public BundleIdentity bundle() {
        return documents.bundle();
    }

    /** The card in one of its forms, as UTF-8. */
    public byte[] content(CardFormat form) {
        return content(page(), form);
    }

    /** The card in all of its forms, in their order. */
    public Map<CardFormat, byte[]> contents() {
        CardPage page = page();
        Map<CardFormat, byte[]> contents = new EnumMap<>(CardFormat.class);
        for (CardFormat form : CardFormat.values()) {
            contents.put(form, content(page, form));
        }
        return contents;
    }

    private static byte[] content(CardPage page, CardFormat form) {
        String text = switch (form) {
            case MARKDOWN -> MarkdownWriter.render(page);
            case HTML -> HtmlWriter.render(page);
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The layout of a card, which comes before any text from the documents; empty if there is none. */
    public static Optional<String> layoutOf(byte[] card) {
        Matcher name = LAYOUT_NAME.matcher(new String(card, StandardCharsets.UTF_8));
        return name.find() ? Optional.of(name.group()) : Optional.empty();
    }

    private CardPage page() {
        List<CardSection> sections = new ArrayList<>(List.of(
                GateSection.of(documents),
                ModelSection.of(documents),
                IntendedUseSection.of(documents),
                FactorsSection.of(documents),
                MetricsSection.of(documents)));
        AlertsSection.of(documents).ifPresent(sections::add);
        sections.addAll(List.of(
                EvaluationDataSection.of(documents),
                TrainingDataSection.of(documents),
                AnalysisSection.of(documents),
                CaveatsSection.of(documents),
                ProvenanceSection.of(documents)));
        return new CardPage(LAYOUT, CardSummary.of(documents), sections);
    }
}
