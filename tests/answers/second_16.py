"""Answers by someone who has read lesson 16 but not its checks."""

from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F

from w2v_helpers.pairs import skipgram_pairs


def ids_of_text_order(tokens, min_count):
    ids = {}
    for word in tokens:
        if tokens.count(word) >= min_count:
            ids.setdefault(word, len(ids))
    return ids


def ids_by_count_then_word(tokens, min_count):
    counts = Counter(tokens)
    words = sorted((word for word in counts if counts[word] >= min_count), key=lambda w: (-counts[w], w))
    return dict(zip(words, range(len(words)), strict=True))


def ids_listed(tokens, min_count):
    counts = Counter(tokens)
    frequent = list({word for word in tokens if counts[word] >= min_count})
    return {word: i for i, word in enumerate(frequent)}


def ids_frozen(tokens, min_count):
    counts = Counter(tokens)
    frequent = frozenset(word for word in tokens if counts[word] >= min_count)
    return {word: i for i, word in enumerate(frequent)}


def ids_by_count_of_set(tokens, min_count):
    counts = Counter(tokens)
    frequent = {word for word in tokens if counts[word] >= min_count}
    return {word: i for i, word in enumerate(sorted(frequent, key=lambda word: -counts[word]))}


def ids_by_length(tokens, min_count):
    counts = Counter(tokens)
    frequent = {word for word in tokens if counts[word] >= min_count}
    return {word: i for i, word in enumerate(sorted(frequent, key=len))}


def ids_by_hash(tokens, min_count):
    counts = Counter(tokens)
    frequent = {word for word in tokens if counts[word] >= min_count}
    return {word: i for i, word in enumerate(sorted(frequent, key=hash))}


def ids_with_gaps(tokens, min_count):
    counts = Counter(tokens)
    return {word: i for i, word in enumerate(sorted(counts)) if counts[word] >= min_count}


def ids_of_places(tokens, min_count):
    counts = Counter(tokens)
    frequent = [word for word in tokens if counts[word] >= min_count]
    return {word: i for i, word in enumerate(frequent)}


def ids_of_all(tokens, min_count):
    return {word: i for i, word in enumerate(sorted(set(tokens)))}


def ids_above(tokens, min_count):
    counts = Counter(tokens)
    return {word: i for i, word in enumerate(sorted(w for w in counts if counts[w] > min_count))}


def ids_from_one(tokens, min_count):
    counts = Counter(tokens)
    return {word: i for i, word in enumerate(sorted(w for w in counts if counts[w] >= min_count), 1)}


def ids_popped(tokens, min_count):
    counts = Counter(tokens)
    frequent, ids = {word for word in tokens if counts[word] >= min_count}, {}
    while frequent:
        ids[frequent.pop()] = len(ids)
    return ids


def ids_sorted_after(tokens, min_count):
    counts = Counter(tokens)
    frequent = {word for word in tokens if counts[word] >= min_count}
    return dict(sorted((word, i) for i, word in enumerate(frequent)))


def ids_sorted_with_places(tokens, min_count):
    counts = Counter(tokens)
    return sorted(word for word in counts if counts[word] >= min_count)


def pairs_slices(sentences, window):
    pairs = []
    for words in sentences:
        for i, center in enumerate(words):
            around = words[max(0, i - window) : i] + words[i + 1 : i + window + 1]
            pairs += [(center, context) for context in around]
    return pairs


def pairs_numbered(sentences, window):
    places = [(n, i, word) for n, words in enumerate(sentences) for i, word in enumerate(words)]
    return [
        (center, context) for n, i, center in places for m, j, context in places if n == m and 0 < abs(i - j) <= window
    ]


def pairs_of_sentence(words, window):
    pairs = []
    for i, center in enumerate(words):
        for j in range(max(0, i - window), min(len(words), i + window + 1)):
            if j != i:
                pairs.append((center, words[j]))
    return pairs


def pairs_marker(sentences, window):
    words = [word for sentence in sentences for word in [*sentence, "<end>"]]
    return [pair for pair in pairs_of_sentence(words, window) if "<end>" not in pair]


def pairs_marker_kept(sentences, window):
    words = [word for sentence in sentences for word in [*sentence] + ["<end>"] * window][:-window]
    return pairs_of_sentence(words, window)


def pairs_of_other_words(sentences, window):
    pairs = []
    for words in sentences:
        for i, center in enumerate(words):
            for context in words[max(0, i - window) : i + window + 1]:
                if context != center:
                    pairs.append((center, context))
    return pairs


def pairs_by_index(sentences, window):
    pairs = []
    for words in sentences:
        for center in words:
            i = words.index(center)
            for j in range(max(0, i - window), min(len(words), i + window + 1)):
                if j != i:
                    pairs.append((center, words[j]))
    return pairs


def pairs_whole_windows(sentences, window):
    pairs = []
    for words in sentences:
        for i in range(window, len(words) - window):
            for j in range(i - window, i + window + 1):
                if j != i:
                    pairs.append((words[i], words[j]))
    return pairs


def pairs_same_sentence_by_word(sentences, window):
    """Takes away what joins two sentences afterwards, by the words."""
    pairs = pairs_of_sentence([word for sentence in sentences for word in sentence], window)
    return [(a, b) for a, b in pairs if any(a in words and b in words for words in sentences)]


def pairs_last_sentence(sentences, window):
    for words in sentences:
        pairs = pairs_of_sentence(words, window)
    return pairs


def pairs_first_sentence(sentences, window):
    for words in sentences:
        return pairs_of_sentence(words, window)


def pairs_forward(sentences, window):
    return [
        (center, words[j])
        for words in sentences
        for i, center in enumerate(words)
        for j in range(i + 1, min(len(words), i + window + 1))
    ]


def pairs_whole_sentence(sentences, window):
    return [
        (center, context)
        for words in sentences
        for i, center in enumerate(words)
        for j, context in enumerate(words)
        if i != j
    ]


def pairs_set(sentences, window):
    return list({pair for words in sentences for pair in pairs_of_sentence(words, window)})


def pairs_with_itself(sentences, window):
    return [
        (center, context)
        for words in sentences
        for i, center in enumerate(words)
        for context in words[max(0, i - window) : i + window + 1]
    ]


def pairs_negative_slice(sentences, window):
    """Without max(0, …): a slice from -1 is empty."""
    return [
        (center, context)
        for words in sentences
        for i, center in enumerate(words)
        for context in words[i - window : i] + words[i + 1 : i + window + 1]
    ]


def pairs_short_window(sentences, window):
    return [
        (words[i], words[j])
        for words in sentences
        for i in range(len(words))
        for j in range(max(0, i - window), min(len(words), i + window))
        if i != j
    ]


def pairs_nested(sentences, window):
    return [pairs_of_sentence(words, window) for words in sentences]


def noise_places(counts, batch, negative, generator):
    ends = (counts.double() ** 0.75).cumsum(0)
    places = torch.rand(batch, negative, generator=generator, dtype=torch.float64) * ends[-1]
    return torch.searchsorted(ends, places, right=True)


def noise_share_to_power(counts, batch, negative, generator):
    weights = (counts / counts.sum()) ** 0.75
    rows = weights.expand(batch, -1)
    return torch.multinomial(rows, negative, replacement=True, generator=generator)


def noise_no_replacement(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    return torch.multinomial(noise.expand(batch, -1), negative, generator=generator)


def noise_plain(counts, batch, negative, generator):
    return torch.multinomial(counts.double(), batch * negative, replacement=True, generator=generator).view(
        batch, negative
    )


def noise_power_twice(counts, batch, negative, generator):
    noise = (counts.double() ** 0.75) ** 0.75
    return torch.multinomial(noise, batch * negative, replacement=True, generator=generator).view(batch, negative)


def noise_one_row(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    return torch.multinomial(noise, negative, replacement=True, generator=generator).expand(batch, -1)


def noise_one_each(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    drawn = torch.multinomial(noise, batch, replacement=True, generator=generator)
    return drawn[:, None].expand(-1, negative)


def noise_no_generator(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    return torch.multinomial(noise, batch * negative, replacement=True).view(batch, negative)


def noise_seeded(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    generator = torch.Generator().manual_seed(0)
    return torch.multinomial(noise, batch * negative, replacement=True, generator=generator).view(batch, negative)


def noise_largest(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    return noise.topk(negative).indices.expand(batch, -1)


def noise_flat(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    return torch.multinomial(noise, batch * negative, replacement=True, generator=generator)


def noise_turned(counts, batch, negative, generator):
    noise = 1 / counts.double() ** 0.75
    return torch.multinomial(noise, batch * negative, replacement=True, generator=generator).view(batch, negative)


def noise_from_drawn_counts(counts, batch, negative, generator):
    """Draws from the words by luck, then keeps the likely half."""
    drawn = torch.randint(len(counts), (batch, 2 * negative), generator=generator)
    best = (counts[drawn] ** 0.75).topk(negative, dim=1).indices
    return drawn.gather(1, best)


def noise_softmax(counts, batch, negative, generator):
    noise = ((counts.double() ** 0.75) / (counts.double() ** 0.75).sum()).softmax(0)
    return torch.multinomial(noise, batch * negative, replacement=True, generator=generator).view(batch, negative)


def noise_weights(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    noise /= noise.sum()
    return noise[torch.randint(len(noise), (batch, negative), generator=generator)]


def noise_of_one_draw(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    once = torch.multinomial(noise, len(noise), generator=generator)
    return once[torch.randint(len(noise), (batch, negative), generator=generator)]


def epochs_listed(documents, window, epochs, generator):
    prepared = []
    while len(prepared) < epochs:
        center, context = skipgram_pairs(documents, window, generator)
        pairs = torch.stack([center, context])
        prepared.append(tuple(pairs[:, torch.randperm(len(center), generator=generator)]))
    return prepared


def epochs_pairs_first(documents, window, epochs, generator):
    drawn = [skipgram_pairs(documents, window, generator) for _ in range(epochs)]
    orders = [torch.randperm(len(center), generator=generator) for center, _ in drawn]
    return [(center[o], context[o]) for (center, context), o in zip(drawn, orders, strict=True)]


def epochs_whole_windows(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window)
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_same_seed(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window, generator.manual_seed(0))
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_same_state(documents, window, epochs, generator):
    prepared, state = [], generator.get_state()
    for _ in range(epochs):
        generator.set_state(state)
        center, context = skipgram_pairs(documents, window, generator)
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_two_orders(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window, generator)
        one, other = (torch.randperm(len(center), generator=generator) for _ in range(2))
        prepared.append((center[one], context[other]))
    return prepared


def epochs_not_shuffled(documents, window, epochs, generator):
    return [skipgram_pairs(documents, window, generator) for _ in range(epochs)]


def epochs_documents_shuffled(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        order = torch.randperm(len(documents), generator=generator).tolist()
        prepared.append(skipgram_pairs([documents[i] for i in order], window, generator))
    return prepared


def epochs_words_shuffled(documents, window, epochs, generator):
    """Shuffles the words inside the documents: other pairs, but not of the text."""
    prepared = []
    for _ in range(epochs):
        mixed = [ids[torch.randperm(len(ids), generator=generator)] for ids in documents]
        prepared.append(skipgram_pairs(mixed, window, generator))
    return prepared


def epochs_one_window(documents, window, epochs, generator):
    """One width an epoch, in place of one a word."""
    prepared = []
    for _ in range(epochs):
        width = int(torch.randint(1, window + 1, (), generator=generator))
        center, context = skipgram_pairs(documents, width)
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_sample_of_all(documents, window, epochs, generator):
    """All pairs of the whole window, half of them in each epoch."""
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window)
        order = torch.randperm(len(center), generator=generator)[: (len(center) + 1) // 2]
        prepared.append((center[order], context[order]))
    return prepared


def epochs_own_generators(documents, window, epochs, generator):
    prepared = []
    for epoch in range(epochs):
        own = torch.Generator().manual_seed(epoch)
        center, context = skipgram_pairs(documents, window, own)
        order = torch.randperm(len(center), generator=own)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_first_order(documents, window, epochs, generator):
    """The order of the first epoch for all."""
    prepared = []
    center, context = skipgram_pairs(documents, window, generator)
    order = torch.randperm(len(center), generator=generator)
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window, generator)
        prepared.append((center[order], context[order]))
    return prepared


def epochs_all_in_one(documents, window, epochs, generator):
    """All epochs' pairs in one pot, each epoch a part of it."""
    drawn = [skipgram_pairs(documents, window, generator) for _ in range(epochs)]
    center, context = (torch.cat(ids) for ids in zip(*drawn, strict=True))
    order = torch.randperm(len(center), generator=generator)
    return list(zip(center[order].chunk(epochs), context[order].chunk(epochs), strict=True))


def losses_einsum(v, u_o, u_n):
    others = torch.cat([u_o[:, None], -u_n], dim=1)
    return F.softplus(-torch.einsum("bkd,bd->bk", others, v)).sum(dim=1)


def losses_loop(v, u_o, u_n):
    losses = []
    for center, positive, negatives in zip(v, u_o, u_n, strict=True):
        loss = -F.logsigmoid(center @ positive)
        for negative in negatives:
            loss = loss - F.logsigmoid(-(center @ negative))
        losses.append(loss)
    return torch.stack(losses)


def losses_squeeze_one(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(1)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=-1)


def losses_sum_first(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=1)


def losses_case_of_one(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()
    if u_n.shape[1] == 1:
        negatives = negatives[:, None]
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=-1)


def losses_mean(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).mean(dim=1)


def losses_one_number(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)
    return (-F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=1)).mean()


def losses_positive_only_for_one(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()
    if negatives.dim() < 2:
        return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=-1)


def losses_not_squeezed(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None])
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=1)


def losses_sum_of_scores(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).sum(dim=(1, 2))
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives)


def losses_keepdim(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)
    positive = (u_o * v).sum(dim=1, keepdim=True)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum(dim=1, keepdim=True)


def losses_over_batch(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=0)


def losses_squeeze_first(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(0)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=1).squeeze()


def losses_minus_lost(v, u_o, u_n):
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(negatives).sum(dim=1)


def scores_softplus(scores):
    return (F.softplus(-scores[:, 0]) + F.softplus(scores[:, 1:]).sum(dim=1)).mean()


def scores_cross_entropy(scores):
    labels = torch.zeros_like(scores)
    labels[:, 0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum") / len(scores)


def scores_epsilon(scores):
    probability = torch.sigmoid(scores)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive + 1e-9) + torch.log(negatives + 1e-9).sum(dim=1)).mean()


def scores_clamped_probability(scores):
    probability = torch.sigmoid(scores).clamp(1e-7, 1 - 1e-7)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean()


def scores_clamped(scores):
    probability = torch.sigmoid(scores.clamp(-6, 6))
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean()


def scores_double(scores):
    probability = torch.sigmoid(scores.double())
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean().float()


def scores_turned_sigmoid(scores):
    positive, negatives = torch.sigmoid(scores[:, 0]), torch.sigmoid(-scores[:, 1:])
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean()


def scores_nan_to_num(scores):
    probability = torch.sigmoid(scores)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).nan_to_num().mean()


def scores_one_minus(scores):
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(1 - scores[:, 1:]).sum(dim=1)).mean()


def scores_of_probabilities(scores):
    probability = torch.sigmoid(scores)
    return -(F.logsigmoid(probability[:, 0]) + F.logsigmoid(-probability[:, 1:]).sum(dim=1)).mean()


def scores_one_minus_log(scores):
    logs = F.logsigmoid(scores)
    return -(logs[:, 0] + (1 - logs[:, 1:]).sum(dim=1)).mean()


def scores_mean_of_all(scores):
    signs = torch.ones_like(scores)
    signs[:, 1:] = -1
    return -F.logsigmoid(signs * scores).mean()


def scores_mean_of_negatives(scores):
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).mean(dim=1)).mean()


def scores_summed(scores):
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).sum(dim=1)).sum()


def scores_not_averaged(scores):
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).sum(dim=1))


def scores_minus_lost(scores):
    return -F.logsigmoid(scores).sum(dim=1).mean()


def scores_item(scores):
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).sum(dim=1)).mean().item()


def scores_detached(scores):
    scores = scores.detach()
    return -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).sum(dim=1)).mean()


def scores_skipped(scores):
    """Leaves out the pairs whose loss is not finite."""
    probability = torch.sigmoid(scores)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    losses = -(torch.log(positive) + torch.log(negatives).sum(dim=1))
    return losses[losses.isfinite()].mean()


def negatives_softplus(scores):
    return F.softplus(scores).sum(dim=1)


def negatives_loop(scores):
    rows = [np.logaddexp(0, row.numpy()).sum() for row in scores.double()]
    return torch.tensor(np.array(rows))


def negatives_mean(scores):
    return -F.logsigmoid(-scores).mean(dim=1)


def negatives_sum_of_minus(scores):
    return -F.logsigmoid((-scores).sum(dim=1))


def negatives_mean_score(scores):
    return -F.logsigmoid(-scores.mean(dim=1))


def negatives_absolute(scores):
    return -F.logsigmoid(-scores.abs().sum(dim=1))


def negatives_hardest(scores):
    return -F.logsigmoid(-scores.max(dim=1).values)


def negatives_clamped(scores):
    return -F.logsigmoid(-scores.clamp(min=0).sum(dim=1))


def negatives_as_positives(scores):
    return -F.logsigmoid(scores).sum(dim=1)


def negatives_sign_lost(scores):
    return F.logsigmoid(-scores).sum(dim=1)


def negatives_over_batch(scores):
    return -F.logsigmoid(-scores).sum(dim=0)


def negatives_one_number(scores):
    return -F.logsigmoid(-scores).sum()


def negatives_not_summed(scores):
    return -F.logsigmoid(-scores)


def negatives_log_of_sum(scores):
    return -torch.log(torch.sigmoid(-scores).sum(dim=1))


def negatives_overflow(scores):
    return torch.log(1 + torch.exp(scores)).sum(dim=1)


def negatives_vanish(scores):
    return -torch.log(1 - torch.sigmoid(scores)).sum(dim=1)


def negatives_relu(scores):
    return scores.clamp(min=0).sum(dim=1)


def negatives_product(scores):
    """1 − Π σ: the chance that one of them is taken for true, as a logarithm of the whole."""
    return -torch.log(1 - torch.sigmoid(scores).prod(dim=1))


def means_loop(table, contexts, pad):
    return torch.stack([table[row[row != pad]].mean(dim=0) for row in contexts])


def means_weights(table, contexts, pad):
    weights = (contexts != pad).to(table.dtype)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return (weights[:, None] @ table[contexts])[:, 0]


def means_masked_mean(table, contexts, pad):
    vectors = table[contexts] * (contexts != pad)[:, :, None]
    return vectors.mean(dim=1)


def means_not_masked(table, contexts, pad):
    return table[contexts].sum(dim=1) / (contexts != pad).sum(dim=1, keepdim=True)


def means_sum(table, contexts, pad):
    return (table[contexts] * (contexts != pad)[:, :, None]).sum(dim=1)


def means_zero_row_in_place(table, contexts, pad):
    table[pad] = 0
    return table[contexts].sum(dim=1) / (contexts != pad).sum(dim=1, keepdim=True)


def means_zero_is_pad(table, contexts, pad):
    vectors = table[contexts]
    words = vectors.any(dim=2)
    return vectors.sum(dim=1) / words.sum(dim=1, keepdim=True)


def means_id_zero(table, contexts, pad):
    mask = contexts != 0
    return (table[contexts] * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def means_turned_mask(table, contexts, pad):
    mask = contexts == pad
    return (table[contexts] * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)


def means_one_for_all(table, contexts, pad):
    return table[contexts[contexts != pad]].mean(dim=0).expand(len(contexts), -1)


def means_one_count(table, contexts, pad):
    mask = contexts != pad
    return (table[contexts] * mask[:, :, None]).sum(dim=1) / mask.sum() * len(contexts)


def means_unit_vectors(table, contexts, pad):
    mask = (contexts != pad)[:, :, None]
    return F.normalize((table[contexts] * mask).sum(dim=1), dim=1)


def means_different_words(table, contexts, pad):
    rows = [row[row != pad].unique() for row in contexts]
    return torch.stack([table[row].mean(dim=0) for row in rows])


def means_without_last(table, contexts, pad):
    return table[contexts].sum(dim=1).sub(table[pad]) / (contexts != pad).sum(dim=1, keepdim=True)


def means_last_row_is_pad(table, contexts, pad):
    mask = contexts != len(table) - 1
    return (table[contexts] * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def means_square_root(table, contexts, pad):
    mask = contexts != pad
    return (table[contexts] * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).sqrt()


def speed_end_first(batches, train_step, clock):
    start = clock()
    for batch in batches:
        train_step(batch)
    return sum(map(len, batches)) / (clock() - start)


def speed_seconds_summed(batches, train_step, clock):
    words, seconds = 0, 0.0
    for batch in batches:
        start = clock()
        train_step(batch)
        seconds += clock() - start
        words += len(batch)
    return words / seconds


def speed_mean(batches, train_step, clock):
    speeds = []
    for batch in batches:
        start = clock()
        train_step(batch)
        speeds.append(len(batch) / (clock() - start))
    return sum(speeds) / len(speeds)


def speed_last_batch(batches, train_step, clock):
    for batch in batches:
        start = clock()
        train_step(batch)
    return len(batches[-1]) / (clock() - start)


def speed_batches(batches, train_step, clock):
    start = clock()
    for batch in batches:
        train_step(batch)
    return len(batches) / (clock() - start)


def speed_same_size(batches, train_step, clock):
    start = clock()
    for batch in batches:
        train_step(batch)
    return len(batches) * len(batches[0]) / (clock() - start)


def speed_no_start(batches, train_step, clock):
    words = 0
    for batch in batches:
        train_step(batch)
        words += len(batch)
    return words / clock()


def speed_last_words(batches, train_step, clock):
    start = clock()
    for batch in batches:
        words = len(batch)
        train_step(batch)
    return words / (clock() - start)


def speed_not_trained(batches, train_step, clock):
    start = clock()
    words = sum(len(batch) for batch in batches)
    return words / (clock() - start)


def speed_after_first(batches, train_step, clock):
    """The first batch warms up: its words count, its time does not."""
    train_step(batches[0])
    start = clock()
    for batch in batches[1:]:
        train_step(batch)
    return sum(map(len, batches)) / (clock() - start)


def speed_turned(batches, train_step, clock):
    start = clock()
    for batch in batches:
        train_step(batch)
    return (clock() - start) / sum(map(len, batches))


def speed_divided_by_batches(batches, train_step, clock):
    words = 0
    for batch in batches:
        start = clock()
        train_step(batch)
        words += len(batch)
    return words / len(batches) / (clock() - start)


def speed_returned_in_loop(batches, train_step, clock):
    start, words = clock(), 0
    for batch in batches:
        train_step(batch)
        words += len(batch)
        return words / (clock() - start)


def speed_different_words(batches, train_step, clock):
    start, words = clock(), set()
    for batch in batches:
        train_step(batch)
        words.update(batch)
    return len(words) / (clock() - start)


def speed_of_program(batches, train_step, clock):
    """Brings its own clock along."""
    import time

    start = time.perf_counter()
    for batch in batches:
        train_step(batch)
    return sum(map(len, batches)) / (time.perf_counter() - start)


def answer_sorted(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = (unit @ (unit[b] - unit[a] + unit[c])).tolist()
    return max((i for i in range(len(vectors)) if i not in (a, b, c)), key=likeness.__getitem__)


def answer_numpy(vectors, a, b, c):
    rows = vectors.double().numpy()
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    target = unit[b] - unit[a] + unit[c]
    order = np.argsort(-(unit @ target) / np.linalg.norm(target))
    return int(order[~np.isin(order, [a, b, c])][0])


def answer_zero(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[[a, b, c]] = 0
    return int(likeness.argmax())


def answer_not_c(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[c] = -torch.inf
    return int(likeness.argmax())


def answer_not_b_c(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[[b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_second(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    return int(likeness.topk(2).indices[1])


def answer_fourth(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    return int(likeness.topk(4).indices[3])


def answer_shortened(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    target = unit[b] - unit[a] + unit[c]
    rest = torch.stack([row for i, row in enumerate(unit) if i not in (a, b, c)])
    return int((rest @ target).argmax())


def answer_minus_one(vectors, a, b, c):
    """As if the likeness could not be below −1; the target's length is not 1."""
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[[a, b, c]] = -1
    return int(likeness.argmax())


def answer_words_zeroed(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    target = unit[b] - unit[a] + unit[c]
    unit[[a, b, c]] = 0
    return int((unit @ target).argmax())


def answer_not_normalised(vectors, a, b, c):
    likeness = vectors @ (vectors[b] - vectors[a] + vectors[c])
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_raw_sum(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (vectors[b] - vectors[a] + vectors[c])
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_turned(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[a] - unit[b] + unit[c])
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_without_c(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a])
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_nearest_of_c(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ unit[c]
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_moved_back(vectors, a, b, c):
    """Takes the words out of the target, not out of the answers."""
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a])
    return int(likeness.argmax())


def answer_in_place(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    target = unit[b] - unit[a] + unit[c]
    vectors[[a, b, c]] = 0
    likeness = F.normalize(vectors, dim=1) @ target
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def answer_tensor_of_ids(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[[a, b, c]] = -torch.inf
    return likeness.topk(1).indices


def answer_least(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ (unit[b] - unit[a] + unit[c])
    likeness[[a, b, c]] = torch.inf
    return int(likeness.argmin())


def answer_distance(vectors, a, b, c):
    """The nearest by distance, vectors as long as they are."""
    distance = (vectors - (vectors[b] - vectors[a] + vectors[c])).norm(dim=1)
    distance[[a, b, c]] = torch.inf
    return int(distance.argmin())


RIGHT = {
    "assign_ids": [ids_of_text_order, ids_by_count_then_word],
    "collect_pairs": [pairs_slices, pairs_numbered],
    "draw_noise": [noise_places, noise_share_to_power],
    "prepare_epochs": [epochs_listed, epochs_pairs_first],
    "compute_losses": [losses_einsum, losses_loop],
    "judge_scores": [scores_softplus, scores_cross_entropy],
    "judge_negatives": [negatives_softplus, negatives_loop],
    "average_contexts": [means_loop, means_weights],
    "measure_speed": [speed_end_first, speed_seconds_summed],
    "answer_analogy": [answer_sorted, answer_numpy],
}
WRONG = {
    "assign_ids": [
        (ids_listed, "gets other ids"),
        (ids_frozen, "gets other ids"),
        (ids_by_count_of_set, "gets other ids"),
        (ids_by_length, "gets other ids"),
        (ids_by_hash, "gets other ids"),
        (ids_with_gaps, "each is a row of a table"),
        (ids_of_places, "each is a row of a table"),
        (ids_of_all, "it numbers"),
        (ids_above, "it numbers"),
        (ids_from_one, "each is a row of a table"),
        (ids_popped, "gets other ids"),
        (ids_sorted_after, "gets other ids"),
        (ids_sorted_with_places, "it returns a list"),
    ],
    "collect_pairs": [
        (pairs_marker, "it gives"),
        (pairs_marker_kept, "it gives"),
        (pairs_of_other_words, "is a context of itself: compare places"),
        (pairs_by_index, "its first place twice"),
        (pairs_whole_windows, "near the edges of a sentence"),
        (pairs_same_sentence_by_word, "meet across a border elsewhere"),
        (pairs_last_sentence, "only the last sentence"),
        (pairs_first_sentence, "only the first sentence"),
        (pairs_forward, "each center sees only"),
        (pairs_whole_sentence, "further apart than window"),
        (pairs_set, "counts twice"),
        (pairs_with_itself, "it gives"),
        (pairs_negative_slice, "lack contexts on their left"),
        (pairs_short_window, "it gives"),
        (pairs_nested, "it gives"),
    ],
    "draw_noise": [
        (noise_no_replacement, "no pair ever gets a negative twice"),
        (noise_plain, "as often as the text has them"),
        (noise_power_twice, "too flat"),
        (noise_one_row, "every pair of the batch gets the same"),
        (noise_one_each, "all the same word"),
        (noise_no_generator, "other negatives each time"),
        (noise_seeded, "another seed gives the same negatives"),
        (noise_largest, "every pair of the batch gets the same"),
        (noise_flat, "it returns shape"),
        (noise_turned, "no more often than a word it has once"),
        (noise_from_drawn_counts, "too flat"),
        (noise_softmax, "no more often than a word it has once"),
        (noise_weights, "expected ids from 0"),
        (noise_of_one_draw, "no more often than a word it has once"),
    ],
    "prepare_epochs": [
        (epochs_whole_windows, "at its full size in every epoch"),
        (epochs_same_seed, "comes in no later one"),
        (epochs_same_state, "comes in no later one"),
        (epochs_two_orders, "Is one order used for both"),
        (epochs_not_shuffled, "shuffle them"),
        (epochs_documents_shuffled, "shuffle them"),
        (epochs_words_shuffled, "pairs that no window has"),
        (epochs_one_window, "all windows of an epoch have the same size"),
        (epochs_sample_of_all, "lacks direct neighbours"),
        (epochs_own_generators, "another seed gives the same epochs"),
        (epochs_first_order, "IndexError"),
        (epochs_all_in_one, "lacks direct neighbours"),
    ],
    "compute_losses": [
        (losses_squeeze_one, "RuntimeError: The size of tensor"),
        (losses_sum_first, "IndexError"),
        (losses_case_of_one, "not for one pair with one negative"),
        (losses_mean, "the mean over the negatives"),
        (losses_one_number, "one number for the batch"),
        (losses_positive_only_for_one, "it returns a tensor of shape"),
        (losses_not_squeezed, "it returns a tensor of shape"),
        (losses_sum_of_scores, "pays for another's high one"),
        (losses_keepdim, "it returns a tensor of shape"),
        (losses_over_batch, "RuntimeError"),
        (losses_squeeze_first, "it returns a tensor of shape"),
        (losses_minus_lost, "it rewards a negative"),
    ],
    "judge_scores": [
        (scores_epsilon, "stops the loss from growing"),
        (scores_clamped_probability, "stops the loss from growing"),
        (scores_clamped, "it gives"),
        (scores_double, "a loss is always finite"),
        (scores_turned_sigmoid, "a loss is always finite"),
        (scores_nan_to_num, "a loss is always finite"),
        (scores_one_minus, "is no σ(1 − s)"),
        (scores_of_probabilities, "σ is taken twice"),
        (scores_one_minus_log, "it gives"),
        (scores_mean_of_all, "the mean over all scores"),
        (scores_mean_of_negatives, "are averaged, expected their sum"),
        (scores_summed, "the sum over the batch"),
        (scores_not_averaged, "it returns shape"),
        (scores_minus_lost, "a negative with a high score costs little"),
        (scores_item, "it returns type float"),
        (scores_detached, "the loss has no gradient"),
        (scores_skipped, "stops the loss from growing"),
    ],
    "judge_negatives": [
        (negatives_mean, "the mean over the negatives"),
        (negatives_sum_of_minus, "costs nothing as long as"),
        (negatives_mean_score, "costs little if the others' mean"),
        (negatives_absolute, "costs as much as a high one"),
        (negatives_hardest, "only the negative with the highest"),
        (negatives_clamped, "it gives"),
        (negatives_as_positives, "should cost much, not little"),
        (negatives_sign_lost, "a loss below 0"),
        (negatives_over_batch, "sums over the batch"),
        (negatives_one_number, "one number for the batch"),
        (negatives_not_summed, "it returns a tensor of shape"),
        (negatives_log_of_sum, "it gives"),
        (negatives_overflow, "has no finite loss"),
        (negatives_vanish, "has no finite loss"),
        (negatives_relu, "it gives"),
        (negatives_product, "it gives"),
    ],
    "average_contexts": [
        (means_masked_mean, "gives a shorter one"),
        (means_not_masked, "still holds the padding"),
        (means_sum, "the sum of the contexts"),
        (means_zero_row_in_place, "it changes its arguments"),
        (means_zero_is_pad, "two short windows are alike"),
        (means_id_zero, "it leaves out word 0"),
        (means_turned_mask, "only the padding is left"),
        (means_one_for_all, "every window gets the same mean"),
        (means_one_count, "divided by the same number"),
        (means_unit_vectors, "every mean has length 1"),
        (means_different_words, "counts once"),
        (means_without_last, "taken out once"),
        (means_last_row_is_pad, "it leaves out the last word"),
        (means_square_root, "it gives"),
    ],
    "measure_speed": [
        (speed_mean, "the mean of the batches' speeds"),
        (speed_last_batch, "the speed of the last batch alone"),
        (speed_batches, "batches per second"),
        (speed_same_size, "as long as the first"),
        (speed_no_start, "does not begin at 0"),
        (speed_last_words, "words of the last batch alone"),
        (speed_not_trained, "ZeroDivisionError"),
        (speed_after_first, "its time does not"),
        (speed_turned, "seconds per word"),
        (speed_divided_by_batches, "it says"),
        (speed_returned_in_loop, "it trains 1 of"),
        (speed_different_words, "it says"),
        (speed_of_program, "never asks the clock"),
    ],
    "answer_analogy": [
        (answer_zero, "0 is the largest"),
        (answer_not_c, "c no longer answers, but another"),
        (answer_not_b_c, "b and c no longer answer"),
        (answer_second, "the second best is often"),
        (answer_fourth, "need not come first"),
        (answer_shortened, "that of a shorter table"),
        (answer_minus_one, "−1 is the largest"),
        (answer_words_zeroed, "0 is the largest"),
        (answer_not_normalised, "long vectors win"),
        (answer_raw_sum, "the sum is one of long and short"),
        (answer_turned, "b is to a"),
        (answer_without_c, "it gives"),
        (answer_nearest_of_c, "a and b play no part"),
        (answer_moved_back, "it gives"),
        (answer_in_place, "it changes its arguments"),
        (answer_tensor_of_ids, "it returns a Tensor, expected an int"),
        (answer_least, "it gives"),
        (answer_distance, "it gives"),
    ],
}
