"""What a person does before he answers a risky review: a short list for each category (see text/risk.py).

English, to be shown through `_`. Sources of what is law: Personal Information Protection Act, articles 34 and its decree 39, 40
(72 hours); Act on Welfare of Persons with Disabilities, article 40 (assistance dogs); Specialized Credit Finance Business Act,
article 19 (cards may not be refused); Equal Employment Opportunity Act, article 14-2 (harassment by customers).
"""

from collections.abc import Mapping
from types import MappingProxyType

from reviewkit.i18n import N_

_IN_PUBLIC = N_("Answer in public only: sorry, we are looking into it, please reach us directly. Admit nothing, deny nothing.")
_INSURER = N_("Tell your insurer, if you have liability cover, before you promise any payment.")

CHECKLIST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "food_poisoning": (
            N_("Call or write to the guest in person before you answer in public; ask how they are."),
            N_("Keep the receipt, the batch, what is left of the food and the day's temperature log."),
            N_("Look for other guests of that day with the same complaint; then ask the district's hygiene office."),
            _INSURER,
            _IN_PUBLIC,
        ),
        "foreign_matter": (
            N_("Write to the guest in person; ask for a photo and, where they still have it, the thing itself."),
            N_("Keep the receipt and the rest of the batch; find out whether it came from the kitchen or the supplier."),
            N_("Settle the refund with the guest, not in the public answer."),
            _IN_PUBLIC,
        ),
        "burn": (
            N_("Call the guest in person; ask about the burn and whether a doctor has seen it."),
            N_("Write down who was there, what happened and when; keep the camera's recording before it is overwritten."),
            _INSURER,
            _IN_PUBLIC,
        ),
        "allergy": (
            N_("Call the guest in person and ask how they are."),
            N_(
                "Keep the order, the recipe and the labels of what went into it; write down what the guest had said beforehand."
            ),
            N_("Check what your menu says of allergens, and correct it today if it is wrong."),
            _INSURER,
            _IN_PUBLIC,
        ),
        "injury": (
            N_("Call the guest in person and ask how they are."),
            N_("Make the place or the tool safe today; take photos before and after."),
            N_("Write down who was there and what happened; keep the camera's recording before it is overwritten."),
            _INSURER,
            _IN_PUBLIC,
        ),
        "skin": (
            N_("Call the guest in person; ask what they feel now and advise to see a doctor."),
            N_("Keep the names and batches of the products used, and the record of the treatment and of any patch test."),
            N_("Give no medical advice and no cause in public."),
            _INSURER,
            _IN_PUBLIC,
        ),
        "discrimination": (
            N_("Listen first: ask the guest and the staff apart from each other what was said and done."),
            N_("Don't explain the guest's feeling away; apologise for what they went through."),
            N_("Know the law: a guest with an assistance dog may not be turned away without a good reason."),
            N_("Answer in public briefly, without details about the guest or the staff."),
        ),
        "harassment": (
            N_("Take it seriously and quickly; don't ask the guest for details in public."),
            N_("Keep the accused and the guest apart; ask everyone separately and write it down."),
            N_("Keep the camera's recording and the rota; get advice before you answer."),
            N_("If it is your staff who were insulted or harassed by a guest, protect them first."),
            _IN_PUBLIC,
        ),
        "privacy": (
            N_("Take down at once what should not be seen, and stop whoever is using it."),
            N_("Write down what was seen, by whom and since when."),
            N_("If personal data got out, those concerned must be told within 72 hours of your learning of it."),
            N_("Check whether the Personal Information Protection Commission or KISA must hear of it within 72 hours."),
            N_("Say nothing in public that shows who the guest is, when they came or what they had done."),
        ),
        "legal": (
            N_("Answer nothing in anger and nothing today that you would not show a judge."),
            N_("Save the review, the receipt, messages and recordings now."),
            N_("Speak to the guest in person if they want it; otherwise get legal advice first."),
            N_("Tell your insurer, and be ready for the authorities: records, cleaning and temperature logs."),
            _IN_PUBLIC,
        ),
        "payment_fraud": (
            N_("Look up the payment at the terminal and in the card company's list before you answer."),
            N_("If it was paid twice or too much, cancel it now and send the guest the slip."),
            N_("Know the law: a card may not be refused, nor cost the guest more than cash."),
            N_("Answer in public briefly: we are checking the payment, please reach us directly. No card or account numbers."),
        ),
        "violence": (
            N_("In danger, or with a threat against a person, call the police (112) first."),
            N_("If the guest writes of harming themselves, don't answer by rote: the line 109 helps day and night."),
            N_("Save the review and the camera's recording; ask everyone who was there and write it down."),
            N_("Don't argue and don't meet a threatening guest alone."),
            _IN_PUBLIC,
        ),
    }
)
