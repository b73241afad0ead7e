"""The agreement of a hub that has written none of its own: sober, and no more than what this site does already. It is
no legal advice; a hub reads it once and publishes its own."""

DUTCH = """\
1. Deze overeenkomst gaat over wat hierboven staat: welke ruimtes, spullen en mensen, wanneer, en tegen welke
prijs. Zij geldt vanaf het moment waarop de boeking is bevestigd.

2. De verhuurder zorgt dat het geboekte er op de afgesproken tijd is en het doet. Kan dat niet, dan laat de
verhuurder dat meteen weten; wat niet geleverd wordt, hoeft niet betaald te worden.

3. De huurder gebruikt het geboekte alleen waarvoor het bedoeld is, houdt zich aan de huisregels en laat alles
achter zoals het was. Wat mensen van het huis vragen, wordt gedaan.

4. Het geboekte wordt niet aan anderen doorverhuurd of doorgegeven zonder dat de verhuurder dat goed vindt.

5. Wat de huurder stukmaakt of kwijtraakt, vergoedt de huurder, tenzij het kwam door gewoon gebruik of door
iets dat de verhuurder had moeten verhelpen. Schade wordt meteen gemeld.

6. De verhuurder is niet aansprakelijk voor spullen die de huurder meebrengt, noch voor gevolgschade, behalve
bij opzet of grove schuld.

7. Annuleren, veranderen en niet komen kosten wat hierboven staat. Wat fondsen of het huis van de prijs
dragen, staat er ook.

8. Betaald wordt op factuur, binnen de termijn die daarop staat, tenzij vooraf betaald is.

9. Op deze overeenkomst is Nederlands recht van toepassing. Komen partijen er samen niet uit, dan beslist de
rechter in de vestigingsplaats van de verhuurder.
"""

ENGLISH = """\
1. This agreement is about what stands above: which rooms, equipment and people, when, and at which price. It
holds from the moment at which the booking was confirmed.

2. The owner sees to it that what is booked is there at the agreed time and works. If that cannot be, the
owner says so at once; what is not provided need not be paid.

3. The user uses what is booked for its purpose only, keeps to the house rules and leaves everything as it
was. What the people of the house ask is done.

4. What is booked is not let or passed on to others unless the owner agrees.

5. What the user breaks or loses, the user makes good, unless it came of ordinary use or of something that the
owner should have put right. Damage is reported at once.

6. The owner is not liable for things that the user brings, nor for consequential damage, except for intent or
gross negligence.

7. Cancelling, changing and not coming cost what stands above. What funds or the house carry of the price
stands there too.

8. It is paid on invoice, within the term that stands on it, unless it was paid before.

9. Dutch law applies to this agreement. If the two cannot settle something between them, the court at the seat
of the owner decides.
"""
